package caravan.bench.engraving;

import caravan.bench.engraving.Respondent.Question;
import caravan.inference.Generation;
import caravan.inference.LanguageModel;
import caravan.inference.ModelFiles;
import caravan.principles.AlignPrompt;
import caravan.principles.EngravingPrompt;
import caravan.principles.Markers;
import caravan.principles.Principles;
import caravan.principles.Task;
import caravan.schemas.ContentHash;
import caravan.schemas.EngravingExample;
import caravan.trainer.evaluation.RubricItem;
import caravan.trainer.pretrain.corpus.Behaviours;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All arms under one seed, which decides the instructions that are trained on, every draw of a token, and the training.
 * What is done is kept in the seed's folder, from which a study goes on.
 */
final class Study {
    private final LanguageModel model;
    private final ModelFiles base;
    private final Principles behaviours;
    private final Principles manners;
    private final Behaviours source;
    private final Engravings engravings;
    private final List<RubricItem> items;
    private final int instructions;
    private final Consumer<String> progress;

    Study(
            LanguageModel model,
            ModelFiles base,
            Behaviours source,
            List<Principles> constitutions,
            Engravings engravings,
            List<RubricItem> items,
            int instructions,
            Consumer<String> progress) {
        this.model = model;
        this.base = base;
        this.source = source;
        this.behaviours = constitutions.get(0);
        this.manners = constitutions.get(1);
        this.engravings = engravings;
        this.items = List.copyOf(items);
        this.instructions = instructions;
        this.progress = progress;
    }

    /** Each arm's answers, in the order of the items; "" where a reply had no answer. */
    Map<Arm, List<String>> answers(Path folder, long seed) throws Exception {
        Respondent asked = new Respondent(model, base.version());
        SelfAlignment first = new SelfAlignment(behaviours);
        SelfAlignment second = new SelfAlignment(manners);
        List<Task> tasks = source.instructions(instructions, ContentHash.seed("study", seed));
        Map<Arm, List<String>> answers = new EnumMap<>(Arm.class);
        for (Arm arm : Arm.values()) {
            Path file = folder.resolve(arm.name().toLowerCase(java.util.Locale.ROOT) + ".json");
            answers.put(arm, Kept.in(file, () -> switch (arm) {
                case BASE -> bare(base.version(), seed);
                case PRINCIPLED -> principled(behaviours.align(), seed);
                case MANNERED -> principled(manners.align(), seed);
                case ENGRAVED -> engraved(arm, first.principled(asked, tasks, seed), folder, seed);
                case UNPRINCIPLED -> engraved(arm, first.unprincipled(asked, tasks, seed), folder, seed);
                case ENGRAVED_MANNERS -> engraved(arm, second.principled(asked, tasks, seed), folder, seed);
            }));
            progress.accept("seed " + seed + ": " + arm.title());
        }
        return answers;
    }

    private List<String> engraved(Arm arm, List<EngravingExample> examples, Path folder, long seed) throws Exception {
        progress.accept("  " + examples.size() + " of " + instructions + " answers kept for training");
        Path adapter =
                engravings.engrave(examples, folder.resolve(arm.name().toLowerCase(java.util.Locale.ROOT)), seed);
        String version = arm.name() + "-" + seed;
        model.load(new ModelFiles(version, base.base(), Optional.of(adapter))).join();
        List<String> answers = bare(version, seed);
        model.unload(version).join();
        return answers;
    }

    private List<String> bare(String version, long seed) {
        EngravingPrompt prompt = behaviours.engraving();
        List<Question> questions = items.stream()
                .map(item ->
                        new Question(prompt.text(item.instruction(), item.input()), ContentHash.seed(seed, item.id())))
                .toList();
        return new Respondent(model, version)
                .ask(prompt.prefix(), questions, prompt.sampling()).stream()
                        .map(generation -> generation.text().strip())
                        .toList();
    }

    private List<String> principled(AlignPrompt prompt, long seed) {
        List<Question> questions = items.stream()
                .map(item ->
                        new Question(prompt.query(item.instruction(), item.input()), ContentHash.seed(seed, item.id())))
                .toList();
        List<String> answers = new ArrayList<>();
        for (Generation reply :
                new Respondent(model, base.version()).ask(prompt.prefix(), questions, prompt.sampling())) {
            int answer = reply.text().indexOf(Markers.ANSWER_TURN);
            answers.add(
                    answer < 0
                            ? ""
                            : reply.text()
                                    .substring(answer + Markers.ANSWER_TURN.length())
                                    .strip());
        }
        return answers;
    }
}
