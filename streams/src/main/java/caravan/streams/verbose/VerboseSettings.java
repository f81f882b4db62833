package caravan.streams.verbose;

/**
 * Settings of verbose.
 *
 * @param enabled whether each newly engraved model answers its run's instructions again, at length, and another model
 *     is trained on that: about as many model calls as there are instructions, and a second training
 * @param queryCharsMax most characters of an instruction and its input together
 * @param answerCharsMin fewest characters of an answer that the token limit cut; the original's 128
 * @param itemsMax where a numbered list is cut; the original's 12
 * @param leakWords an answer that shares this many words in a row with the prompt leaks it
 * @param repeatsMax how often in a row a run of words, or how often at all a sentence, may come in an answer
 */
public record VerboseSettings(
        boolean enabled, int queryCharsMax, int answerCharsMin, int itemsMax, int leakWords, int repeatsMax) {
    /** Not at all; and if so, by these. */
    public static final VerboseSettings DEFAULTS = new VerboseSettings(false, 6_000, 128, 12, 8, 3);

    public VerboseSettings {
        atLeastOne("queryCharsMax", queryCharsMax);
        atLeastOne("answerCharsMin", answerCharsMin);
        atLeastOne("itemsMax", itemsMax);
        atLeastOne("leakWords", leakWords);
        atLeastOne("repeatsMax", repeatsMax);
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, was " + value);
        }
    }
}
