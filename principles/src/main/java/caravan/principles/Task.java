package caravan.principles;

/**
 * A task as a {@link VanillaPrompt} shows it.
 *
 * @param instruction what to do
 * @param input what to do it to; empty when it needs nothing
 */
public record Task(String instruction, String input) {
    public Task {
        Checks.present("instruction", instruction);
    }
}
