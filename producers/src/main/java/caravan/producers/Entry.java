package caravan.producers;

/**
 * One thing that a source holds, and its place.
 *
 * @param place where it is, or the key by which its sender knows it: with source and content it makes the id, so it is
 *     unique within the source and the same whenever the thing is read again
 * @param found what is there
 */
public record Entry(String place, Found found) {
    /** An entry without a fault. */
    public static Entry task(String place, String instruction, String input) {
        return new Entry(place, new Found.Task(instruction, input));
    }

    /** An entry that is no prompt. */
    public static Entry fault(String place, String reason, String detail, String text) {
        return new Entry(place, new Found.Fault(reason, detail, text));
    }
}
