package caravan.streams.engrave;

/**
 * Settings of engrave.
 *
 * @param charsMax most characters of an example, prompt and completion together
 * @param leakWords an answer that shares this many words in a row with a principle leaks it
 */
public record EngraveSettings(int charsMax, int leakWords) {
    /** 8,000 characters, about 2,000 tokens of English; 8 words leak. */
    public static final EngraveSettings DEFAULTS = new EngraveSettings(8_000, 8);

    public EngraveSettings {
        if (charsMax < 1 || leakWords < 1) {
            throw new IllegalArgumentException(
                    "charsMax and leakWords must be at least 1, were " + charsMax + " and " + leakWords);
        }
    }
}
