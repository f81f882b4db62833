package caravan.streams.instruct;

import caravan.schemas.Exemplar;
import caravan.streams.flow.Verdict;
import java.util.Optional;

/** One piece of a completion: an item, or what could not be read as one. */
sealed interface Piece {
    /** The piece as the model wrote it. */
    String text();

    /**
     * An instruction.
     *
     * @param hint what it was asked for by, if by a hint
     */
    record Task(String text, String instruction, String input, Optional<Exemplar> hint) implements Piece {}

    /** A red-team subject of a type; whether it is fit to be one is still to be judged. */
    record Subject(String text, String redTeamType, String redTeamTopic) implements Piece {}

    /** What does not have the form of an item, and why. */
    record Broken(String text, Verdict verdict) implements Piece {
        /** The last piece of a completion that its token limit ended. */
        static Broken cutOff(String text) {
            return new Broken(text, new Verdict("cut-off", "the last item, when the token limit ended the text"));
        }

        /** The last piece, which the original takes for cut off however the text ended. */
        static Broken last(String text) {
            return new Broken(text, new Verdict("last-item", "the last item, which the paper's rules always drop"));
        }
    }
}
