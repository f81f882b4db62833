package caravan.bench.gate;

import caravan.bench.dataset.SealedRows;
import caravan.inference.LanguageModel;
import caravan.inference.ModelFiles;
import caravan.inference.djl.DjlLanguageModel;
import caravan.inference.djl.EngineSettings;
import caravan.inference.djl.LoraConfig;
import caravan.principles.EngravingPrompt;
import caravan.principles.Principles;
import caravan.schemas.Dataset;
import caravan.schemas.Evaluation;
import caravan.schemas.EvaluationDecision;
import caravan.schemas.LearningTest;
import caravan.schemas.Model;
import caravan.schemas.ModelKind;
import caravan.schemas.PairedComparison;
import caravan.trainer.Engraving;
import caravan.trainer.Standing;
import caravan.trainer.dataset.DatasetRow;
import caravan.trainer.engrave.DjlEngraver;
import caravan.trainer.engrave.EngravingSettings;
import caravan.trainer.gate.BundledSuite;
import caravan.trainer.gate.GateSettings;
import caravan.trainer.gate.SuiteGate;
import caravan.trainer.pretrain.corpus.Exchange;
import caravan.trainer.pretrain.corpus.World;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Whether the gate lets through and holds back what it should, with real adapters of the bundled model: copies of the
 * served one, others that were trained on shuffled answers, each prompt with the answer to another, and, a quarter as
 * many, on right ones. {@code infra/bench/gate} starts it. What is done stands in {@code outcomes.txt} of the folder it
 * works in, and is not done again.
 */
public final class GateTrial {
    private static final int EXAMPLES = 120;
    /** Frames are drawn, so that any shift will do. */
    private static final int SHIFT = 7;

    private static final int RIGHT_EVERY = 4;
    private static final EngravingSettings DEFAULTS =
            EngravingSettings.defaults().withTokensMax(192);

    /** How hard is trained, in turn: mostly gently, since gentle steps on shuffled answers do no harm to be seen. */
    private static final List<Training> TRAININGS = List.of(
            new Training("few-steps", DEFAULTS.withStepsMin(15)),
            new Training("defaults", DEFAULTS),
            new Training("few-steps", DEFAULTS.withStepsMin(15)),
            new Training(
                    "hot",
                    DEFAULTS.withLora(new LoraConfig(
                                    16,
                                    16,
                                    0,
                                    List.of(
                                            "q_proj",
                                            "k_proj",
                                            "v_proj",
                                            "o_proj",
                                            "gate_proj",
                                            "up_proj",
                                            "down_proj")))
                            .withLearningRate(5e-3)));

    private final Path pocket;
    private final Path work;
    private final EngravingPrompt prompt;
    private final ModelFiles base;
    private final World world = World.load();
    private final List<String> outcomes = new ArrayList<>();

    private record Training(String name, EngravingSettings settings) {}

    /** A model to judge, and what it was trained on. */
    private record Candidate(Model model, Dataset dataset) {}

    private GateTrial(Path pocket, Path principles, Path work) throws IOException {
        this.pocket = pocket;
        this.work = work;
        this.prompt = Principles.load(principles).engraving();
        this.base = new ModelFiles("base", pocket, Optional.empty());
        if (Files.exists(file())) {
            outcomes.addAll(Files.readAllLines(file(), StandardCharsets.UTF_8));
        }
    }

    /** Arguments: pocket, principles, work folder, how many. */
    public static void main(String[] arguments) throws Exception {
        Path work = Files.createDirectories(Path.of(arguments[2]));
        new GateTrial(Path.of(arguments[0]), Path.of(arguments[1]), work).run(Integer.parseInt(arguments[3]));
    }

    private void run(int count) throws Exception {
        Candidate served = trained("served", 0, 0, new Training("defaults", DEFAULTS));
        Model bottom = model(pocket, "base");
        // Where nothing but the base is served yet, least stands in the way of a model that does no harm.
        Standing fresh = new Standing(Map.of("base", bottom), Map.of("aligned", "base"), List.of());
        Standing later =
                new Standing(Map.of("base", bottom, "served", served.model()), Map.of("aligned", "served"), List.of());
        try (LanguageModel engine = DjlLanguageModel.open(EngineSettings.DEFAULTS, base)) {
            SuiteGate gate = new SuiteGate(
                    engine, prompt, base, BundledSuite.read(), GateSettings.DEFAULTS, work.resolve("scores"));
            for (int i = 1; i <= count; i++) {
                if (isOpen("shuffled", i)) {
                    Training training = TRAININGS.get(i % TRAININGS.size());
                    Candidate shuffled = trained("shuffled-" + i, i, SHIFT, training);
                    judge(gate, fresh, "shuffled", i, training.name(), shuffled);
                }
            }
            for (int i = 1; i <= count / RIGHT_EVERY; i++) {
                if (isOpen("right", i)) {
                    Training training = TRAININGS.get(i % TRAININGS.size());
                    judge(gate, fresh, "right", i, training.name(), trained("right-" + i, 100 + i, 0, training));
                }
            }
            for (int i = 1; i <= count; i++) {
                if (isOpen("copy", i)) {
                    Candidate copy = new Candidate(copy(served.model(), i), served.dataset());
                    judge(gate, later, "copy", i, "as-served", copy);
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "gate: copies_passed=%d/%d shuffled_refused=%d/%d right_passed=%d/%d%n",
                counted("copy", EvaluationDecision.PASSED, count),
                count,
                counted("shuffled", EvaluationDecision.REFUSED, count),
                count,
                counted("right", EvaluationDecision.PASSED, count),
                count / RIGHT_EVERY);
    }

    private void judge(SuiteGate gate, Standing standing, String kind, int number, String training, Candidate candidate)
            throws IOException, InterruptedException {
        Evaluation judged = gate.judge(candidate.model(), candidate.dataset(), standing, percent -> {})
                .orElseThrow();
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%s %d %s %s%s in %.0f s, score %.2f",
                kind,
                number,
                judged.getDecision(),
                training,
                judged.getGrounds(),
                judged.getSeconds(),
                100 * judged.getScores().get(0).getScore()));
        for (PairedComparison each : judged.getComparisons()) {
            line.append(String.format(
                    Locale.ROOT,
                    ", %s %+.2f, at least %+.2f",
                    each.getRole(),
                    100 * each.getDifference(),
                    100 * each.getLowerBound()));
        }
        LearningTest learning = judged.getLearning().orElseThrow();
        line.append(String.format(
                Locale.ROOT,
                ", %s: gain %+.3f (t = %.1f), margin %+.4f (t = %.1f, beyond its share %.1f) on %d rows",
                learning.getFinding(),
                learning.getGain(),
                learning.getGainT(),
                learning.getMargin(),
                learning.getMarginT(),
                learning.getShareT(),
                learning.getPairs()));
        System.out.println(line);
        outcomes.add(line.toString());
        Files.writeString(file(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private boolean isOpen(String kind, int number) {
        return outcomes.stream().noneMatch(line -> line.startsWith(kind + " " + number + " "));
    }

    private long counted(String kind, EvaluationDecision decision, int count) {
        long counted = 0;
        for (int i = 1; i <= count; i++) {
            String begin = kind + " " + i + " " + decision + " ";
            counted += outcomes.stream().anyMatch(line -> line.startsWith(begin)) ? 1 : 0;
        }
        return counted;
    }

    private Path file() {
        return work.resolve("outcomes.txt");
    }

    private Candidate trained(String name, int seed, int shift, Training training) throws Exception {
        Dataset dataset = SealedRows.seal(rows(seed, shift), work.resolve("data-" + name + ".jsonl.zst"));
        Path adapter = work.resolve(name);
        if (!Files.exists(adapter)) {
            Path models = Files.createDirectories(work.resolve("models"));
            DjlEngraver engraver =
                    new DjlEngraver(base, models, training.settings().withSeed(seed));
            Engraving engraving = engraver.engrave(dataset, progress -> {});
            engraver.forget(dataset);
            Files.move(engraving.folder(), adapter);
        }
        return new Candidate(model(adapter, name), dataset);
    }

    /**
     * Answers as the principles want them, to prompts drawn by a seed.
     *
     * @param shift by how many prompts each answer is moved away from its own
     */
    private List<DatasetRow> rows(int seed, int shift) {
        var random = new SplittableRandom(seed);
        List<Exchange> exchanges = new ArrayList<>();
        for (int i = 0; i < EXAMPLES; i++) {
            exchanges.add(world.exchange(random, false));
        }
        List<DatasetRow> rows = new ArrayList<>();
        for (int i = 0; i < EXAMPLES; i++) {
            Exchange asked = exchanges.get(i);
            String answer = exchanges.get((i + shift) % EXAMPLES).answer();
            rows.add(new DatasetRow(
                    "row" + i,
                    prompt.prompt(asked.task().instruction(), asked.task().input()),
                    answer + prompt.endOfTurn()));
        }
        return rows;
    }

    private Model copy(Model of, int number) throws IOException {
        Path source = Path.of(URI.create(of.getUri()));
        Path copy = Files.createDirectories(work.resolve("copy-" + number));
        for (String name : List.of("adapter_config.json", "adapter_model.safetensors")) {
            Files.copy(source.resolve(name), copy.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        return model(copy, "copy-" + number);
    }

    private static Model model(Path files, String version) {
        return Model.newBuilder()
                .setVersion(version)
                .setKind(version.equals("base") ? ModelKind.BASE : ModelKind.ADAPTER)
                .setBase("base")
                .setUri(files.toAbsolutePath().toUri().toString())
                .setAncestry(List.of())
                .setSettings(Map.of())
                .setMetrics(Map.of())
                .setCreatedAt(1)
                .build();
    }
}
