package caravan.streams.instruct;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.principles.RedTeamType;
import caravan.schemas.Draw;
import caravan.schemas.Exemplar;
import caravan.schemas.Way;
import caravan.streams.flow.Rules;
import caravan.streams.flow.Samples;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TopicGuidedListTest {
    private static final RedTeamType TYPE = Samples.PRINCIPLES.redTeamTypes().get(0);
    private final TopicGuidedList list = list(Rules.IMPROVED);
    private final Draw draw = Samples.draw(
            Way.TOPIC_GUIDED,
            Stream.of(exemplar("Weddings", "What do guests wear?"), exemplar("Funerals", ""), exemplar("Names", ""))
                    .toList());

    private static TopicGuidedList list(Rules rules) {
        return new TopicGuidedList(
                rules, Samples.PRINCIPLES.topicGuided(), new RedTeamTypes(Samples.PRINCIPLES.redTeamTypes()));
    }

    private static Exemplar exemplar(String topic, String instruction) {
        return Exemplar.newBuilder()
                .setId(topic)
                .setInstruction(instruction)
                .setRedTeamType(TYPE.id())
                .setRedTeamTopic(topic)
                .build();
    }

    private static String line(int number, String topic) {
        return "\n" + number + ". " + TYPE.kind() + " | " + topic + " | ";
    }

    @Test
    void readsOneInstructionForEachOpenHint() {
        List<Piece> pieces = list.read(draw, " How long is mourning?" + line(3, "Names") + "Who names a child?", false);

        assertThat(pieces)
                .extracting(piece -> ((Piece.Task) piece).instruction()
                        + "|"
                        + ((Piece.Task) piece).hint().orElseThrow().getId())
                .containsExactly("How long is mourning?|Funerals", "Who names a child?|Names");
    }

    @Test
    void takesNoLineForAShownOrUnknownOrAnsweredHint() {
        List<Piece> pieces = list.read(
                draw,
                " A first one?" + line(1, "Weddings") + "Shown?" + line(2, "Funerals") + "Again?" + line(4, "Tea")
                        + "?",
                false);

        assertThat(pieces.get(0)).isInstanceOf(Piece.Task.class);
        assertThat(pieces.subList(1, 4)).allMatch(Piece.Broken.class::isInstance);
    }

    @Test
    void givesUpTheLastLineOnlyIfTheTokenLimitCutIt() {
        assertThat(list.read(draw, " How long is", true)).allMatch(Piece.Broken.class::isInstance);
        assertThat(list.read(draw, " How long is", false)).allMatch(Piece.Task.class::isInstance);
    }

    @Test
    void takesEveryHintsLineButTheLastByThePapersRules() {
        List<Piece> pieces = list(Rules.PAPER)
                .read(
                        draw,
                        " A first one?" + line(1, "Weddings") + "Shown?" + line(2, "Funerals") + "Again?"
                                + line(4, "Tea") + "?" + line(3, "Names") + "Last?",
                        false);

        assertThat(pieces)
                .extracting(piece -> piece instanceof Piece.Task task
                        ? task.instruction()
                        : ((Piece.Broken) piece).verdict().reason())
                .containsExactly("A first one?", "Shown?", "Again?", "malformed", "last-item");
    }
}
