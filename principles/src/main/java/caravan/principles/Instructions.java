package caravan.principles;

/** How an instruction and its input become one text. */
final class Instructions {
    private Instructions() {}

    /** Both without white space around them, an empty line between; the instruction alone when there is no input. */
    static String joined(String instruction, String input) {
        return input.isBlank() ? instruction.strip() : instruction.strip() + "\n\n" + input.strip();
    }

    /** On one line, without the colon that some put at the end. */
    static String onOneLine(String instruction) {
        return instruction.strip().replaceAll("\\s+", " ").replaceAll("[:\\s]+$", "");
    }
}
