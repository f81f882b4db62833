package caravan.streams.instruct;

import caravan.schemas.Draw;
import java.util.List;

/** Reads a completion as the list that its prompt asked for. */
@FunctionalInterface
interface PieceReader {
    /**
     * The pieces in their order.
     *
     * @param completion the generated text, which goes on where the prompt ended
     * @param cutOff whether it ended by its token limit, so that the last piece is not whole
     */
    List<Piece> read(Draw draw, String completion, boolean cutOff);
}
