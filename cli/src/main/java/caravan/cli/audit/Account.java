package caravan.cli.audit;

import caravan.schemas.Topic;
import caravan.schemas.Topics;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One equation of the books: what comes in on the left, and everything that may become of it on the right. */
public enum Account {
    /** Prompts become candidates or rejections. */
    PROMPTS("instruct", "prompts", Topics.PROMPTS),
    /** Draws become requests. */
    DRAWS("instruct", "draws", Topics.DRAWS),
    /** Requests of stage 1 become completions, errors among them. */
    INSTRUCT_REQUESTS("generate", "instruct requests", Topics.requests("instruct")),
    /** Completions of stage 1 are parsed, unparsable, or errors. */
    INSTRUCT_COMPLETIONS("instruct", "completions", Topics.completions("instruct")),
    /** Items of parsed completions are emitted or rejected. */
    ITEMS("instruct", "items", null),
    /** Candidates become instructions, pool food, or rejections. */
    CANDIDATES("novelty", "candidates", Topics.CANDIDATES),
    /** Instructions become requests, or rejections if they are too long to be asked. */
    INSTRUCTIONS("align", "instructions", Topics.INSTRUCTIONS),
    /** Requests of stage 2 become completions, errors among them. */
    ALIGN_REQUESTS("generate", "align requests", Topics.requests("align")),
    /** Completions of stage 2 become responses or rejections, or are asked for again. */
    ALIGN_COMPLETIONS("align", "completions", Topics.completions("align")),
    /** Responses become examples or rejections. */
    RESPONSES("engrave", "responses", Topics.RESPONSES),
    /** Instructions of a run of verbose cloning become requests, or rejections if they are too long to be asked. */
    VERBOSE_INSTRUCTIONS("verbose", "verbose instructions", Topics.VERBOSE_INSTRUCTIONS),
    /** Requests of stage 4 become completions, errors among them. */
    VERBOSE_REQUESTS("generate", "verbose requests", Topics.requests("verbose")),
    /** Completions of stage 4 become examples or rejections. */
    VERBOSE_COMPLETIONS("verbose", "verbose completions", Topics.completions("verbose")),
    /** Examples are sealed into datasets. */
    EXAMPLES("collect", "examples", Topics.EXAMPLES),
    /** Datasets become models or rejections. */
    DATASETS("trainer", "datasets", Topics.DATASETS);

    private final String step;
    private final String what;
    private final @Nullable String topic;

    Account(String step, String what, @Nullable Topic<?> topic) {
        this.step = step;
        this.what = what;
        this.topic = topic == null ? null : topic.name();
    }

    /** The step whose work it is. */
    public String step() {
        return step;
    }

    /** What comes in. */
    public String what() {
        return what;
    }

    /** The topic whose records come in; none for items, which are parts of a completion. */
    public Optional<String> topic() {
        return Optional.ofNullable(topic);
    }
}
