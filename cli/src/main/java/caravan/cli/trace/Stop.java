package caravan.cli.trace;

import java.util.List;

/**
 * One record on the way.
 *
 * @param ref its kind and id
 * @param from what it was made from, nearest first
 * @param at when it was sent on, in milliseconds since the epoch
 * @param summary what it says, on one line
 * @param text all that it says, for who wants to read it
 */
record Stop(Ref ref, List<Ref> from, long at, String summary, String text) {
    /** Kinds of records, in the order of the path. */
    enum Kind {
        PROMPT,
        DRAW,
        REQUEST,
        COMPLETION,
        CANDIDATE,
        INSTRUCTION,
        RESPONSE,
        EXAMPLE,
        DATASET,
        MODEL,
        REJECTION
    }

    /** Names a record: a candidate and the instruction that it became have the same id. */
    record Ref(Kind kind, String id) {}
}
