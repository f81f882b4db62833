package caravan.streams.align;

import caravan.principles.Markers;
import caravan.streams.flow.Verdict;
import caravan.streams.flow.Whitespace;

/**
 * A completion taken apart.
 *
 * @param thoughts the internal thoughts
 * @param answer the answer alone
 * @param finished whether the model ended its turn, rather than running out of tokens
 */
record Reply(String thoughts, String answer, boolean finished) {
    /** The reason by which an answer that the token limit cut is refused; it may be asked for again. */
    static final String TRUNCATED = "truncated";

    /** What became of reading a completion. */
    sealed interface Reading {
        /** It has the form of a reply. */
        record Read(Reply reply) implements Reading {}

        /** It has not, or it has, and is not to be kept. */
        record Refused(Verdict verdict) implements Reading {}
    }

    /**
     * Splits a completion into internal thoughts and the answer (Sun et al. 2023, section 3.2).
     *
     * @param text what the model wrote after the marker of the thoughts, without the stop text
     * @param cutOff whether the token limit ended it
     * @param selfIdentification how thoughts must begin
     */
    static Reading read(String text, boolean cutOff, String selfIdentification) {
        if (!Whitespace.strip(text).startsWith(selfIdentification)) {
            return refused("no-self-identification", "thoughts must begin with «" + selfIdentification + "»");
        }
        int marker = text.indexOf(Markers.ANSWER_TURN);
        if (marker < 0) {
            return cutOff
                    ? refused(TRUNCATED, "the token limit ended the thoughts")
                    : refused("no-answer-marker", "holds thoughts only, no «" + Markers.ANSWER + "»");
        }
        String thoughts = Whitespace.strip(text.substring(0, marker));
        String rest = text.substring(marker + Markers.ANSWER_TURN.length());
        int nextTurn = rest.indexOf(Markers.USER_TURN); // a backend that knows no stop texts runs on
        String answer = Whitespace.strip(nextTurn < 0 ? rest : rest.substring(0, nextTurn));
        return new Reading.Read(new Reply(thoughts, answer, nextTurn >= 0 || !cutOff));
    }

    private static Reading refused(String reason, String detail) {
        return new Reading.Refused(new Verdict(reason, detail));
    }
}
