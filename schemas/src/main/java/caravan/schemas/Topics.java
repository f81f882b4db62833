package caravan.schemas;

import caravan.schemas.Topic.Retention;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/** Every topic of the path, in its order. */
@NullMarked
public final class Topics {
    private static final int PARTITIONS = 4;

    /** The runs, and where each stands. */
    public static final Topic<Run> RUNS = new Topic<>("caravan.runs", Run.class, 1, Retention.COMPACTED);
    /** What people wrote to start from. */
    public static final Topic<Prompt> PROMPTS =
            new Topic<>("caravan.prompts", Prompt.class, PARTITIONS, Retention.KEPT);
    /** The prompt sources that people want to run. One partition: the group that reads it elects who runs them. */
    public static final Topic<Source> SOURCES = new Topic<>("caravan.sources", Source.class, 1, Retention.COMPACTED);
    /** How each of them fares. */
    public static final Topic<SourceStatus> SOURCE_STATUS =
            new Topic<>("caravan.source-status", SourceStatus.class, 1, Retention.TALLY);
    /** Up to where each of them was read. */
    public static final Topic<SourcePosition> SOURCE_POSITIONS =
            new Topic<>("caravan.source-positions", SourcePosition.class, 1, Retention.TALLY);
    /** The long constant texts. */
    public static final Topic<Prefix> PREFIXES = new Topic<>("caravan.prefixes", Prefix.class, 1, Retention.COMPACTED);
    /** Planned model calls of stage 1. One partition, since novelty is one writer. */
    public static final Topic<Draw> DRAWS = new Topic<>("caravan.draws", Draw.class, 1, Retention.KEPT);
    /** What became of them. */
    public static final Topic<DrawOutcome> DRAW_OUTCOMES =
            new Topic<>("caravan.draw-outcomes", DrawOutcome.class, 1, Retention.KEPT);
    /** What the latest window of draws of each run and way brought. */
    public static final Topic<DrawYield> YIELDS =
            new Topic<>("caravan.yields", DrawYield.class, 1, Retention.COMPACTED);
    /** Parsed and filtered; the offset order of the one partition is the order of the novelty filter. */
    public static final Topic<Candidate> CANDIDATES =
            new Topic<>("caravan.candidates", Candidate.class, 1, Retention.KEPT);
    /** New ones. */
    public static final Topic<Instruction> INSTRUCTIONS =
            new Topic<>("caravan.instructions", Instruction.class, PARTITIONS, Retention.KEPT);
    /** Answers under the principles. */
    public static final Topic<PrincipledResponse> RESPONSES =
            new Topic<>("caravan.responses", PrincipledResponse.class, PARTITIONS, Retention.KEPT);
    /** Training examples. */
    public static final Topic<EngravingExample> EXAMPLES =
            new Topic<>("caravan.examples", EngravingExample.class, PARTITIONS, Retention.KEPT);
    /** Instructions that the engraved model answers again, at length. */
    public static final Topic<Instruction> VERBOSE_INSTRUCTIONS =
            new Topic<>("caravan.verbose.instructions", Instruction.class, PARTITIONS, Retention.KEPT);
    /** Sealed snapshots. One partition: the group that reads it elects the one writer of files. */
    public static final Topic<Dataset> DATASETS = new Topic<>("caravan.datasets", Dataset.class, 1, Retention.KEPT);
    /** Models that can be served. */
    public static final Topic<Model> MODELS = new Topic<>("caravan.models", Model.class, 1, Retention.COMPACTED);
    /** Which of them an alias means. */
    public static final Topic<Serving> SERVING = new Topic<>("caravan.serving", Serving.class, 1, Retention.COMPACTED);
    /** How models did on suites, and what the gate or a person decided; the archive of decisions. */
    public static final Topic<Evaluation> EVALUATIONS =
            new Topic<>("caravan.evaluations", Evaluation.class, 1, Retention.KEPT);
    /** How far the training in hand is. */
    public static final Topic<TrainingProgress> TRAINING_PROGRESS =
            new Topic<>("caravan.training-progress", TrainingProgress.class, 1, Retention.DAY);
    /** What left the path, and why. */
    public static final Topic<Rejection> REJECTIONS =
            new Topic<>("caravan.rejections", Rejection.class, PARTITIONS, Retention.KEPT);

    /** What could not be read or processed: the record's bytes as they came, with error headers. No schema. */
    public static final String DEAD_LETTERS = "caravan.dead-letters";

    /** How many partitions the dead letters have unless the configuration says otherwise. */
    public static final int DEAD_LETTERS_PARTITIONS = PARTITIONS;

    /** The steps that ask a model, downstream first: the order in which their backlogs are served. */
    public static final List<String> ASKING_STEPS = List.of("align", "instruct");

    private Topics() {}

    /** The model calls that a step wishes for. */
    public static Topic<GenerationRequest> requests(String step) {
        return new Topic<>("caravan." + step + ".requests", GenerationRequest.class, PARTITIONS, Retention.WEEK);
    }

    /** What the model made of them. */
    public static Topic<Completion> completions(String step) {
        return new Topic<>("caravan." + step + ".completions", Completion.class, PARTITIONS, Retention.KEPT);
    }

    /** Every topic that carries records. */
    public static List<Topic<?>> all() {
        return List.of(
                RUNS,
                SOURCES,
                SOURCE_STATUS,
                SOURCE_POSITIONS,
                PROMPTS,
                PREFIXES,
                DRAWS,
                requests("instruct"),
                completions("instruct"),
                DRAW_OUTCOMES,
                YIELDS,
                CANDIDATES,
                INSTRUCTIONS,
                requests("align"),
                completions("align"),
                RESPONSES,
                EXAMPLES,
                VERBOSE_INSTRUCTIONS,
                requests("verbose"),
                completions("verbose"),
                DATASETS,
                MODELS,
                SERVING,
                EVALUATIONS,
                TRAINING_PROGRESS,
                REJECTIONS);
    }
}
