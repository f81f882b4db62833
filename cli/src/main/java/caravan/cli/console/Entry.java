package caravan.cli.console;

/**
 * One record in a list of records; its whole text is told by its lineage.
 *
 * @param number counts all entries, so that a list can be gone on with
 * @param kind {@code prompt}, {@code instruction}, {@code response}, {@code example}, {@code rejection} or
 *     {@code dead-letter}
 * @param id the record's
 * @param run to which it belongs, or empty
 * @param at when it was written, in milliseconds since the epoch
 * @param step of a rejection, the one that rejected it; of a dead letter, the topic that it stood in; else empty
 * @param reason why it left the path, or empty
 * @param model which wrote it, or empty
 * @param source of the prompt that it goes back to, or empty
 * @param text the first {@value #CHARS_MAX} characters of what it says
 */
record Entry(
        long number,
        String kind,
        String id,
        String run,
        long at,
        String step,
        String reason,
        String model,
        String source,
        String text) {
    static final int CHARS_MAX = 400;

    Entry {
        text = text.length() <= CHARS_MAX ? text : text.substring(0, CHARS_MAX) + "…";
    }
}
