package caravan.principles;

/**
 * A question and its answer, with the thoughts between them.
 *
 * @param user what is asked
 * @param thoughts on one line, beginning with the constitution's self-identification and citing principles
 * @param answer what the user sees
 */
public record Turn(String user, String thoughts, String answer) {
    public Turn {
        Checks.present("user", user);
        Checks.oneLine("thoughts", thoughts);
        Checks.present("answer", answer);
    }

    /** The turn from the text after {@code User:} to the end of the answer. */
    String text() {
        return " " + user + Markers.BETWEEN_TURNS + Markers.THOUGHTS + completion();
    }

    /** What a perfect completion of a query for this user text looks like, up to the end of the answer. */
    String completion() {
        return " " + thoughts + Markers.ANSWER_TURN + " " + answer;
    }
}
