package caravan.principles;

/**
 * What a {@link TopicGuidedPrompt} asks an instruction for. A generated subject may hold a bar: lines are told apart by
 * their whole openings.
 *
 * @param kind what the question needs, on one line
 * @param subject what it is about, on one line
 * @param instruction the instruction that is shown, on one line; empty when the model shall invent it
 */
public record Hint(String kind, String subject, String instruction) {
    public Hint {
        Checks.oneLine("kind", kind);
        Checks.oneLine("subject", subject);
        if (!instruction.isEmpty()) {
            Checks.oneLine("instruction", instruction);
        }
    }

    /** Whether the model shall invent the instruction. */
    public boolean isOpen() {
        return instruction.isEmpty();
    }
}
