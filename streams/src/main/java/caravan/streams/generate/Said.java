package caravan.streams.generate;

import caravan.inference.Generation;
import caravan.inference.Scores;

/** What a model said to what it was asked. */
sealed interface Said {
    /** It continued a text. */
    record Generated(Generation generation) implements Said {}

    /** It judged given texts. */
    record Scored(Scores scores) implements Said {}
}
