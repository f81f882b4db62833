package caravan.producers;

/** What was found at one place of a source. */
public sealed interface Found {
    /** A task and what it works on; the input is empty when there is none. */
    record Task(String instruction, String input) implements Found {}

    /**
     * No prompt, and why.
     *
     * @param reason a named reason in kebab case; a small fixed set
     * @param detail the value and the rule
     * @param text what was found, at most its beginning
     */
    record Fault(String reason, String detail, String text) implements Found {}
}
