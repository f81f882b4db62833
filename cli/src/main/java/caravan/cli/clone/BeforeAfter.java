package caravan.cli.clone;

import caravan.cli.host.Caravan;
import caravan.cli.host.Tables;
import caravan.cli.rounds.HeldOut;
import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.LanguageModel;
import caravan.inference.ModelFiles;
import caravan.inference.SamplingParams;
import caravan.principles.EngravingPrompt;
import caravan.principles.Sampling;
import caravan.schemas.ContentHash;
import caravan.schemas.EngravingExample;
import caravan.schemas.Model;
import caravan.schemas.ModelFolders;
import caravan.schemas.Run;
import caravan.schemas.Topics;
import caravan.streams.flow.Clones;
import caravan.streams.flow.Whitespace;
import caravan.streams.verbose.VerboseFilter;
import caravan.streams.verbose.VerboseSettings;
import caravan.trainer.dataset.HeldOutSplit;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Length and quality of a model's answers before verbose cloning and after it, on instructions that neither training
 * saw. Length is the mean number of words; quality is the share of the answers that the step's own filter keeps, and
 * the mean loss, in nats per token, on the run's held-out answers, which were written under the principles: where that
 * rises, length was bought with some of what was engraved.
 */
public final class BeforeAfter {
    /** Two models, two prompts: 64 calls, some seconds with the bundled model. */
    private static final int QUESTIONS_MAX = 16;

    private final Caravan.AtWork atWork;
    private final VerboseSettings settings;
    private final double heldOutShare;

    /** Measures with the model at work. */
    public BeforeAfter(Caravan.AtWork atWork, VerboseSettings settings, double heldOutShare) {
        this.atWork = atWork;
        this.settings = settings;
        this.heldOutShare = heldOutShare;
    }

    /**
     * Measures what came of a run of verbose cloning, and adds the figures to its model's record; empty if it gave no
     * model.
     *
     * @throws IOException if a model cannot answer, or not now
     */
    public Optional<Map<String, Double>> measure(Run clone) throws IOException {
        Cloning cloning = new Cloning(atWork.cluster());
        String engravedRun = clone.getId().substring(Clones.RUN_PREFIX.length());
        Optional<Model> before = cloning.modelOf(engravedRun);
        Optional<Model> after = cloning.modelOf(clone.getId());
        if (before.isEmpty() || after.isEmpty()) {
            return Optional.empty();
        }
        List<EngravingExample> questions = questions(clone);
        Map<String, Double> figures = new TreeMap<>();
        figures.put("verbose.questions", (double) questions.size());
        try {
            add(figures, "before", files(before.get()), questions);
            add(figures, "after", files(after.get()), questions);
            if (atWork.model().capabilities().scores()) {
                HeldOut heldOut = HeldOut.of(cloning.datasetOf(engravedRun).orElseThrow(), heldOutShare);
                figures.put("verbose.loss.before", loss(heldOut, before.get()));
                figures.put("verbose.loss.after", loss(heldOut, after.get()));
            }
        } catch (CompletionException e) {
            throw new IOException("answers before and after verbose cloning cannot be compared", e.getCause());
        }
        cloning.publish(after.get(), figures);
        return Optional.of(figures);
    }

    /** Instructions whose answers the second training held out. */
    private List<EngravingExample> questions(Run clone) {
        List<EngravingExample> examples = Tables.latest(atWork.cluster(), Topics.EXAMPLES).values().stream()
                .filter(example -> example.getLineage().getRun().equals(clone.getId()))
                .toList();
        return HeldOutSplit.of(examples, EngravingExample::getPrompt, heldOutShare).heldOut().stream()
                .limit(QUESTIONS_MAX)
                .toList();
    }

    private ModelFiles files(Model model) {
        ModelFolders folders = ModelFolders.on(atWork.base().folder(), model);
        return new ModelFiles(model.getVersion(), folders.whole(), folders.adapter());
    }

    private double loss(HeldOut heldOut, Model model) throws IOException {
        return heldOut.losses(atWork.model(), files(model)).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }

    private void add(Map<String, Double> figures, String when, ModelFiles files, List<EngravingExample> questions) {
        EngravingPrompt plain = atWork.principles().engraving();
        EngravingPrompt verbose = atWork.principles().verbose().orElseThrow();
        atWork.model().load(files).join();
        add(figures, "plain", when, answers(files.version(), plain, questions), plain, questions);
        add(figures, "verbose", when, answers(files.version(), verbose, questions), verbose, questions);
    }

    private void add(
            Map<String, Double> figures,
            String prompt,
            String when,
            List<Generation> answers,
            EngravingPrompt asked,
            List<EngravingExample> questions) {
        VerboseFilter filter = new VerboseFilter(settings, asked);
        double words = 0;
        double kept = 0;
        for (int i = 0; i < answers.size(); i++) {
            Generation answer = answers.get(i);
            VerboseFilter.Answer trimmed = filter.trimmed(answer.text(), answer.finish() == Generation.Finish.LENGTH);
            EngravingExample question = questions.get(i);
            words += Whitespace.words(trimmed.text()).size();
            kept += filter.judge(trimmed, question.getInstruction(), question.getInput())
                            .isEmpty()
                    ? 1
                    : 0;
        }
        figures.put("verbose.words." + prompt + "." + when, words / answers.size());
        figures.put("verbose.kept." + prompt + "." + when, kept / answers.size());
    }

    private List<Generation> answers(String version, EngravingPrompt prompt, List<EngravingExample> questions) {
        LanguageModel model = atWork.model();
        Sampling sampling = prompt.sampling();
        List<CompletableFuture<Generation>> asked = questions.stream()
                .map(question -> model.generate(new GenerationCall(
                        version,
                        Optional.empty(),
                        prompt.prompt(question.getInstruction(), question.getInput()),
                        new SamplingParams(
                                sampling.temperature(), sampling.topP(), sampling.maxTokens(), sampling.stop()),
                        ContentHash.seed("before-after", question.getInstruction(), question.getInput()),
                        0)))
                .toList();
        return asked.stream().map(CompletableFuture::join).toList();
    }
}
