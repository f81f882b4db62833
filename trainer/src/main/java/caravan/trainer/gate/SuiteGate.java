package caravan.trainer.gate;

import caravan.inference.LanguageModel;
import caravan.inference.ModelException;
import caravan.inference.ModelFiles;
import caravan.inference.Scheduling;
import caravan.principles.EngravingPrompt;
import caravan.schemas.BehaviourScore;
import caravan.schemas.ContentHash;
import caravan.schemas.Dataset;
import caravan.schemas.Evaluation;
import caravan.schemas.EvaluationDecision;
import caravan.schemas.LearningTest;
import caravan.schemas.Model;
import caravan.schemas.ModelFolders;
import caravan.schemas.PairedComparison;
import caravan.trainer.Gate;
import caravan.trainer.Standing;
import caravan.trainer.evaluation.Evaluator;
import caravan.trainer.evaluation.Interval;
import caravan.trainer.evaluation.NonInferiority;
import caravan.trainer.evaluation.Scored;
import caravan.trainer.evaluation.Suite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a model through that learned what its training data says ({@link Learning}) and is no worse than the one that is
 * served, and than the best so far, on every one of whose items both were scored ({@link NonInferiority}). The best is
 * looked at too, since a chain of models each a little worse than the one before could else sink without any step being
 * refused. The base counts among them.
 *
 * <p>All models are asked by the engine that serves, beside what it has to do; what a model scored is kept, so that
 * usually only the new one is asked. It is loaded for that, and stays loaded if it is let through.
 */
public final class SuiteGate implements Gate {
    private static final Logger LOG = LoggerFactory.getLogger(SuiteGate.class);
    private static final String ALIGNED = "aligned";
    private static final String SERVED = "served";
    private static final String BEST = "best";
    private static final String WORSE = "worse";
    private static final Scheduling BEHIND_THE_STEPS = Scheduling.ofPriority(-1).inFlow("gate", 1);

    private final LanguageModel model;
    private final Evaluator evaluator;
    private final ModelFiles base;
    private final Suite suite;
    private final GateSettings settings;
    private final ScoreShelf shelf;
    private final LearningCheck learningCheck;

    /**
     * A gate.
     *
     * @param model where versions can be loaded and asked
     * @param base the base below all adapters
     * @param suite used for nothing else
     * @param scores folder where scores are kept
     */
    public SuiteGate(
            LanguageModel model,
            EngravingPrompt prompt,
            ModelFiles base,
            Suite suite,
            GateSettings settings,
            Path scores) {
        this.model = model;
        this.evaluator = new Evaluator(model, prompt, BEHIND_THE_STEPS);
        this.base = base;
        this.suite = suite;
        this.settings = settings;
        this.shelf = new ScoreShelf(scores);
        this.learningCheck = new LearningCheck(model, prompt, base.version(), BEHIND_THE_STEPS, shelf);
    }

    @Override
    public Optional<Evaluation> judge(Model candidate, Dataset dataset, Standing standing, IntConsumer progress)
            throws InterruptedException {
        long startNanos = System.nanoTime();
        String hash = suite.hash(evaluator.frame());
        Scored scored = ask(files(candidate), progress);
        shelf.keep(hash, candidate.getVersion(), scored.scores());

        List<PairedComparison> comparisons = new ArrayList<>();
        for (Map.Entry<String, Model> reference :
                references(candidate, standing, hash, progress).entrySet()) {
            comparisons.add(compare(reference.getKey(), reference.getValue(), scored.scores(), hash, progress));
        }
        load(base);
        LearningTest learning = learningCheck.of(candidate.getVersion(), dataset, progress);
        List<String> grounds = grounds(comparisons, learning);
        boolean passes = grounds.isEmpty();
        if (!passes) {
            // Nobody asks for it unless a person decides otherwise, and then it is loaded again.
            unload(candidate.getVersion());
        }
        EvaluationDecision decision = passes ? EvaluationDecision.PASSED : EvaluationDecision.REFUSED;
        return Optional.of(Evaluation.newBuilder()
                .setId(ContentHash.of(candidate.getVersion(), hash, comparisons, decision))
                .setModel(candidate.getVersion())
                .setDataset(dataset.getId())
                .setSuite(suite.name())
                .setSuiteHash(hash)
                .setItems(suite.items().size())
                .setScores(scores(scored))
                .setComparisons(comparisons)
                .setLearning(learning)
                .setGrounds(grounds)
                .setDecision(decision)
                .setReason(reason(comparisons, learning))
                .setBy("trainer")
                .setSeconds((System.nanoTime() - startNanos) / 1e9)
                .setAt(System.currentTimeMillis())
                .build());
    }

    /** By role, without doubles: the served one, and another that scored more, if there is one. */
    private Map<String, Model> references(Model candidate, Standing standing, String hash, IntConsumer progress)
            throws InterruptedException {
        Map<String, Model> references = new LinkedHashMap<>();
        Optional<Model> served = standing.servedAs(ALIGNED).filter(each -> isHere(each, candidate));
        served.ifPresent(each -> references.put(SERVED, each));

        Map<String, Double> scores = new LinkedHashMap<>(standing.accepted(hash));
        Model baseModel = standing.models().get(base.version());
        if (baseModel != null) {
            scores.put(base.version(), mean(scores(baseModel, hash, progress)));
        }
        scores.entrySet().stream()
                .filter(each -> !each.getKey().equals(candidate.getVersion()))
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .map(each -> Optional.ofNullable(standing.models().get(each.getKey())))
                .flatMap(Optional::stream)
                .filter(each -> isHere(each, candidate))
                .findFirst()
                .filter(each -> served.isEmpty()
                        || !each.getVersion().equals(served.get().getVersion()))
                .ifPresent(each -> references.put(BEST, each));
        return references;
    }

    /** Whether it can be held against the candidate: on the same base, with its files still there. */
    private boolean isHere(Model reference, Model candidate) {
        boolean isHere =
                reference.getBase().equals(candidate.getBase()) && Files.isDirectory(ModelFolders.folder(reference));
        if (!isHere) {
            LOG.warn(
                    "model {} is held against nobody as {}: it is on base {}, or {} is gone",
                    candidate.getVersion(),
                    reference.getVersion(),
                    reference.getBase(),
                    reference.getUri());
        }
        return isHere;
    }

    private PairedComparison compare(
            String role, Model reference, double[] candidate, String hash, IntConsumer progress)
            throws InterruptedException {
        double[] scores = scores(reference, hash, progress);
        NonInferiority test = NonInferiority.of(candidate, scores, settings.margin(), settings.itemsMin());
        return PairedComparison.newBuilder()
                .setReference(reference.getVersion())
                .setRole(role)
                .setReferenceScore(mean(scores))
                .setDifference(test.difference())
                .setLowerBound(test.lowerBound())
                .setMargin(test.margin())
                .setPassed(test.passes())
                .build();
    }

    private double[] scores(Model reference, String hash, IntConsumer progress) throws InterruptedException {
        Optional<double[]> kept =
                shelf.find(hash, reference.getVersion(), suite.items().size());
        if (kept.isPresent()) {
            return kept.get();
        }
        boolean wasLoaded = model.versions().contains(reference.getVersion());
        double[] scores = ask(files(reference), progress).scores();
        if (!wasLoaded) {
            unload(reference.getVersion());
        }
        shelf.keep(hash, reference.getVersion(), scores);
        return scores;
    }

    private Scored ask(ModelFiles files, IntConsumer progress) throws InterruptedException {
        load(files);
        int all = suite.items().size();
        return evaluator.score(files.version(), suite, done -> progress.accept(100 * done / all));
    }

    private void load(ModelFiles files) throws InterruptedException {
        try {
            model.load(files).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ModelException why ? why : new IllegalStateException(e.getCause());
        }
    }

    private void unload(String version) {
        var unused = model.unload(version).exceptionally(thrown -> {
            LOG.warn("model {} could not be let go", version, thrown);
            return null;
        });
    }

    private ModelFiles files(Model of) {
        if (of.getVersion().equals(base.version())) {
            return base;
        }
        ModelFolders folders = ModelFolders.on(base.base(), of);
        return new ModelFiles(of.getVersion(), folders.whole(), folders.adapter());
    }

    private static List<BehaviourScore> scores(Scored scored) {
        List<BehaviourScore> scores = new ArrayList<>();
        scored.byBehaviour()
                .forEach((String behaviour, Interval each) -> scores.add(BehaviourScore.newBuilder()
                        .setBehaviour(behaviour)
                        .setItems(each.items())
                        .setScore(each.mean())
                        .setLow(each.low())
                        .setHigh(each.high())
                        .build()));
        return scores;
    }

    private static List<String> grounds(List<PairedComparison> comparisons, LearningTest learning) {
        List<String> grounds = new ArrayList<>();
        if (!comparisons.stream().allMatch(PairedComparison::getPassed)) {
            grounds.add(WORSE);
        }
        if (learning.getFinding().equals(Learning.PAIRS_NOT_LEARNED)) {
            grounds.add(Learning.PAIRS_NOT_LEARNED);
        }
        return grounds;
    }

    private static String reason(List<PairedComparison> comparisons, LearningTest learning) {
        return learning.getFinding().equals(Learning.PAIRS_NOT_LEARNED)
                ? Learning.told(learning) + "; " + reason(comparisons)
                : reason(comparisons) + "; " + Learning.told(learning);
    }

    private static String reason(List<PairedComparison> comparisons) {
        if (comparisons.isEmpty()) {
            return "there is no model to hold it against";
        }
        boolean passes = comparisons.stream().allMatch(PairedComparison::getPassed);
        String figures =
                String.join("; ", comparisons.stream().map(SuiteGate::told).toList());
        return (passes ? "no worse: " : "worse, or not known to be no worse: ") + figures;
    }

    private static String told(PairedComparison each) {
        return String.format(
                Locale.ROOT,
                "%+.2f points against %s (%s), at least %+.2f with 95%% confidence, %s than -%.2f",
                100 * each.getDifference(),
                each.getReference(),
                each.getRole(),
                100 * each.getLowerBound(),
                each.getPassed() ? "more" : "not more",
                100 * each.getMargin());
    }

    private static double mean(double[] scores) {
        return Arrays.stream(scores).average().orElseThrow();
    }
}
