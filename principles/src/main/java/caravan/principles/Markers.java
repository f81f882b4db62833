package caravan.principles;

/** Texts by which prompts are built and completions taken apart. */
public final class Markers {
    /** Opens the user's turn, and ends the prefix of an {@link AlignPrompt}. */
    public static final String USER = "User:";

    /** Opens the thoughts, which no user sees. An {@link AlignPrompt} ends with it. */
    public static final String THOUGHTS = "Bactrian (internal thoughts):";

    /** Opens the answer. */
    public static final String ANSWER = "Bactrian:";

    /** Opens the reply that closes an exemplar. */
    public static final String FRESH_START = "Bactrian (fresh start):";

    /** What the user says at the end of each exemplar, so that the next one owes nothing to it. */
    public static final String FRESH_START_REQUEST = "Thank you. Let us start afresh.";

    /** What the assistant says to it. */
    public static final String FRESH_START_REPLY = "The page is blank. What shall we look at?";

    /** Parts two turns. */
    public static final String BETWEEN_TURNS = "\n\n";

    /** Where the answer begins in a completion of an {@link AlignPrompt}; without it there are only thoughts. */
    public static final String ANSWER_TURN = BETWEEN_TURNS + ANSWER;

    /** Where the next user turn begins, that is, where an answer has ended: the stop text of an {@link AlignPrompt}. */
    public static final String USER_TURN = BETWEEN_TURNS + USER;

    /** Stands alone on a line before each task of a {@link VanillaPrompt}. */
    public static final String TASK_RULE = "###";

    /** Stands where a task of a {@link VanillaPrompt} needs no input; matched in any case. */
    public static final String NO_INPUT = "<noinput>";

    /** Parts number and kind, subject and instruction on a line of a {@link TopicGuidedPrompt}. */
    public static final String HINT_BAR = "|";

    private Markers() {}
}
