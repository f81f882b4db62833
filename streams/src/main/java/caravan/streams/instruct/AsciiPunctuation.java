package caravan.streams.instruct;

/** The 32 ASCII punctuation marks, as Python's {@code string.punctuation}. */
final class AsciiPunctuation {
    private static final String MARKS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    private AsciiPunctuation() {}

    static boolean is(int codePoint) {
        return MARKS.indexOf(codePoint) >= 0;
    }
}
