package caravan.cli.trace;

/**
 * One record of a way that is told, in the order of telling: what it goes back to before it, what became of it after
 * it.
 *
 * @param depth how far to the right it stands, 0 for where the way begins
 * @param kind of record, in lower case; {@code note} for a remark, which has only a summary
 * @param id the record's, or empty
 * @param at when it was sent on, in milliseconds since the epoch; 0 if that is unknown
 * @param afterMillis how long after the one that it hangs on; negative if unknown
 * @param summary what it says, on one line
 * @param text all that it says
 * @param isTarget whether it is the one that was asked for
 */
public record Told(
        int depth, String kind, String id, long at, long afterMillis, String summary, String text, boolean isTarget) {
    static Told note(int depth, String kind, String summary) {
        return new Told(depth, kind, "", 0, -1, summary, "", false);
    }
}
