package caravan.trainer.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.principles.Markers;
import caravan.principles.Principles;
import caravan.trainer.pretrain.corpus.Corpus;
import caravan.trainer.pretrain.corpus.Corpus.Size;
import caravan.trainer.pretrain.corpus.World;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerbatimTest {
    private static final Corpus CORPUS = Corpus.training(World.load(), Principles.load(Path.of("../principles")), 7);

    @Test
    void findsAnAnswerThatStandsInADocumentThatWasRead() {
        String reply = CORPUS.document(Size.LONG, 1).branches().get(3).learned();
        int begin = reply.indexOf(Markers.ANSWER_TURN) + Markers.ANSWER_TURN.length();
        String answer =
                reply.substring(begin, reply.lastIndexOf(Markers.USER_TURN)).strip();
        String other = answer + " Or so it seems.";

        assertThat(Verbatim.find(CORPUS, Map.of(Size.LONG, 2L), List.of(answer, other), place -> {}))
                .containsExactly(answer);
        assertThat(Verbatim.find(CORPUS, Map.of(Size.LONG, 1L), List.of(answer), place -> {}))
                .isEmpty();
    }
}
