package caravan.streams.align;

/**
 * Settings of align.
 *
 * @param keepUnfinished whether an answer that the token limit cut goes on, without its last word and marked as
 *     unfinished (the original does)
 * @param answerCharsMin fewest characters of a finished answer, at least 1 (the original's 160 with its marker would
 *     throw away every good short answer, and so teach length)
 * @param leakWords an answer that shares this many words in a row with an exemplar's answer leaks it
 * @param echoCharsMin an answer that holds its instruction whole echoes it, if the instruction has this many characters
 * @param repeatsMax how often in a row a run of words, or how often at all a sentence, may come in an answer
 */
public record AlignSettings(
        boolean keepUnfinished, int answerCharsMin, int leakWords, int echoCharsMin, int repeatsMax) {
    /** Finished answers of any length; 8 words leak; 17 characters echo, as in the original's successor; 3 times. */
    public static final AlignSettings DEFAULTS = new AlignSettings(false, 1, 8, 17, 3);

    public AlignSettings {
        atLeastOne("answerCharsMin", answerCharsMin);
        atLeastOne("leakWords", leakWords);
        atLeastOne("echoCharsMin", echoCharsMin);
        atLeastOne("repeatsMax", repeatsMax);
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, was " + value);
        }
    }
}
