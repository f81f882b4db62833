package caravan.principles;

/**
 * A task written by a person, by which a run begins.
 *
 * @param id hash of instruction and input, so that it stays when lines move
 * @param instruction what to do
 * @param input what to do it to; empty when it needs nothing
 * @param classification whether the answer is one of a few labels
 */
public record SeedTask(String id, String instruction, String input, boolean classification) {
    public SeedTask {
        Checks.present("id", id);
        Checks.oneLine("instruction", instruction);
    }

    /** Named by its content. */
    public static SeedTask of(String instruction, String input, boolean classification) {
        String id = new Fingerprint().add(instruction).add(input).hex();
        return new SeedTask(id, instruction, input, classification);
    }

    /** What a prompt shows of it. */
    public Task task() {
        return new Task(instruction, input);
    }
}
