package caravan.inference;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One call of a model. In prefix and text the name of a special token, such as {@code <|endoftext|>}, is ordinary text,
 * whoever wrote it; only what {@code specials} points at is the token.
 *
 * @param model version of the model, which must be loaded
 * @param prefix what stands before the text and is shared with other calls
 * @param text the call's own text
 * @param sampling how to choose tokens and when to stop
 * @param seed seed of the draws; with the position it alone decides them
 * @param scheduling when it has its turn
 * @param specials where in the text special tokens stand, in order. A text that has any is whole: it comes without a
 *     prefix, and brings the token that begins it, if it needs one
 * @param logProbabilities asks to say of each token how likely the model held it, and so many of the likeliest in its
 *     place, in [0, {@value #LIKELIEST_MAX}]; empty does not
 */
public record GenerationCall(
        String model,
        Optional<SharedPrefix> prefix,
        String text,
        SamplingParams sampling,
        long seed,
        Scheduling scheduling,
        List<Special> specials,
        OptionalInt logProbabilities) {
    /** The most of the likeliest tokens that may be asked for. */
    public static final int LIKELIEST_MAX = 20;

    public GenerationCall {
        specials = List.copyOf(specials);
        requireLikeliest(logProbabilities);
        if (prefix.isPresent() && !specials.isEmpty()) {
            throw new IllegalArgumentException("specials must come without a prefix, " + specials.size() + " came with "
                    + prefix.get().hash());
        }
    }

    /** One that does not ask how likely its tokens are. */
    public GenerationCall(
            String model,
            Optional<SharedPrefix> prefix,
            String text,
            SamplingParams sampling,
            long seed,
            Scheduling scheduling,
            List<Special> specials) {
        this(model, prefix, text, sampling, seed, scheduling, specials, OptionalInt.empty());
    }

    /** One of plain text. */
    public GenerationCall(
            String model,
            Optional<SharedPrefix> prefix,
            String text,
            SamplingParams sampling,
            long seed,
            Scheduling scheduling) {
        this(model, prefix, text, sampling, seed, scheduling, List.of());
    }

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

    /** The same, and asks how likely its tokens are, and the likeliest in their places. */
    public GenerationCall withLogProbabilities(int likeliest) {
        return new GenerationCall(model, prefix, text, sampling, seed, scheduling, specials, OptionalInt.of(likeliest));
    }

    static void requireLikeliest(OptionalInt likeliest) {
        if (likeliest.isPresent() && (likeliest.getAsInt() < 0 || likeliest.getAsInt() > LIKELIEST_MAX)) {
            throw new IllegalArgumentException("the likeliest tokens asked for must be in [0, " + LIKELIEST_MAX
                    + "], were " + likeliest.getAsInt());
        }
    }

    /**
     * A long constant text, whose key-value cache is kept between calls.
     *
     * @param hash its content hash, by which servers and logs name it
     * @param text the text; two texts under one hash are two prefixes
     */
    public record SharedPrefix(String hash, String text) {}

    /**
     * Characters (UTF-16) of the text that name a special token.
     *
     * @param start of the first
     * @param end behind the last
     */
    public record Special(int start, int end) {
        public Special {
            if (start < 0 || end <= start) {
                throw new IllegalArgumentException(
                        "a special token must span characters, 0 <= start < end, was [" + start + ", " + end + ")");
            }
        }
    }
}
