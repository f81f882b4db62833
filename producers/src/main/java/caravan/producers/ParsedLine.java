package caravan.producers;

/** What a line turned out to be. */
sealed interface ParsedLine {
    /** A task and what it works on; the input is empty when there is none. */
    record Task(String instruction, String input) implements ParsedLine {}

    /** No prompt, and why: the value and the rule. */
    record Faulty(LineFault fault, String detail) implements ParsedLine {}
}
