package caravan.inference;

/**
 * What speaks against tokens that were there before.
 *
 * @param repetition divides the positive and multiplies the negative logits of tokens of prompt and completion (Keskar
 *     et al. 2019), in (0, 2]; 1 is none
 * @param presence taken from the logit of a token that the completion holds, in [-2, 2]
 * @param frequency taken from the logit of a token for each time that the completion holds it, in [-2, 2]
 * @param noRepeatNgram no run of so many tokens of prompt and completion comes a second time; 0 allows it
 */
public record Penalties(double repetition, double presence, double frequency, int noRepeatNgram) {
    /** None. */
    public static final Penalties NONE = new Penalties(1, 0, 0, 0);

    public Penalties {
        if (!(repetition > 0 && repetition <= 2)) {
            throw new IllegalArgumentException("repetition penalty must be in (0, 2], was " + repetition);
        }
        requireWithinTwo("presence", presence);
        requireWithinTwo("frequency", frequency);
        if (noRepeatNgram < 0) {
            throw new IllegalArgumentException("noRepeatNgram must be 0 (none) or more, was " + noRepeatNgram);
        }
    }

    private static void requireWithinTwo(String name, double penalty) {
        if (!(penalty >= -2 && penalty <= 2)) {
            throw new IllegalArgumentException(name + " penalty must be in [-2, 2], was " + penalty);
        }
    }
}
