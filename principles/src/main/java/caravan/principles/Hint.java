package caravan.principles;

/**
 * What a {@link TopicGuidedPrompt} asks an instruction for.
 *
 * @param kind what the question needs
 * @param subject what it is about
 * @param instruction the instruction that is shown; empty when the model shall invent it
 */
public record Hint(String kind, String subject, String instruction) {
    public Hint {
        checkPart("kind", kind);
        checkPart("subject", subject);
        if (!instruction.isEmpty()) {
            Checks.oneLine("instruction", instruction);
        }
    }

    /** Whether the model shall invent the instruction. */
    public boolean isOpen() {
        return instruction.isEmpty();
    }

    static void checkPart(String field, String text) {
        Checks.oneLine(field, text);
        if (text.contains(Markers.HINT_BAR)) {
            throw new IllegalArgumentException(
                    field + " must not hold \"" + Markers.HINT_BAR + "\", was \"" + text + '"');
        }
    }
}
