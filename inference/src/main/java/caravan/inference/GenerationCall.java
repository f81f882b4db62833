package caravan.inference;

import java.util.Optional;

/**
 * One call of a model.
 *
 * @param model version of the model, which must be loaded
 * @param prefix what stands before the text and is shared with other calls
 * @param text the call's own text
 * @param sampling how to choose tokens and when to stop
 * @param seed seed of the draws; with the position it alone decides them
 * @param scheduling when it has its turn
 */
public record GenerationCall(
        String model,
        Optional<SharedPrefix> prefix,
        String text,
        SamplingParams sampling,
        long seed,
        Scheduling scheduling) {
    /** One of the common flow, without a deadline. */
    public GenerationCall(
            String model,
            Optional<SharedPrefix> prefix,
            String text,
            SamplingParams sampling,
            long seed,
            int priority) {
        this(model, prefix, text, sampling, seed, Scheduling.ofPriority(priority));
    }

    /**
     * A long constant text, whose key-value cache is kept between calls.
     *
     * @param hash its content hash, under which the cache is kept
     * @param text the text
     */
    public record SharedPrefix(String hash, String text) {}
}
