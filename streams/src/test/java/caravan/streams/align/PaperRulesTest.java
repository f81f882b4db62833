package caravan.streams.align;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.principles.Markers;
import caravan.schemas.Instruction;
import caravan.schemas.Way;
import caravan.streams.flow.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The original's post-processing, case by case: each row is what its code makes of such a completion. */
class PaperRulesTest {
    private static final String SELF = "I am Bactrian, a careful, honest and willing assistant.";
    private static final String THOUGHTS = SELF + " I should follow rules 3 (helpful).";
    private static final List<String> BLACKLIST = List.of(
            "president",
            "President",
            "Zhiqing",
            "1, 1, 4",
            "weather",
            "or by watching the news or checking your local",
            "alpaca",
            "Alpaca");
    /** 148 characters without a repeated segment: with the 12 of the marker, the least that is kept. */
    private static final String LONG_ENOUGH = "a".repeat(148);

    private final PaperRules rules = new PaperRules(new AlignSettings.Paper(160, BLACKLIST), SELF);

    private Reply.Reading read(String completion, boolean cutOff) {
        return rules.read(
                Instruction.newBuilder()
                        .setId("i")
                        .setNumber(0)
                        .setWay(Way.VANILLA)
                        .setInstruction("Name a river")
                        .setLineage(Samples.lineage("run-1"))
                        .build(),
                completion,
                cutOff);
    }

    private String reason(String completion, boolean cutOff) {
        return read(completion, cutOff) instanceof Reply.Reading.Refused refused
                ? refused.verdict().reason()
                : "kept";
    }

    private String reasonOf(String answer) {
        return reason(THOUGHTS + Markers.ANSWER_TURN + " " + answer, false);
    }

    private Reply reply(String answer, boolean cutOff) {
        return ((Reply.Reading.Read) read(THOUGHTS + Markers.ANSWER_TURN + " " + answer, cutOff)).reply();
    }

    @Test
    void wantsTheSelfIdentificationAtTheVeryFront() {
        assertThat(reason(THOUGHTS + Markers.ANSWER_TURN + " " + LONG_ENOUGH, false))
                .isEqualTo("kept");
        assertThat(reason(" " + THOUGHTS + Markers.ANSWER_TURN + " " + LONG_ENOUGH, false))
                .isEqualTo("kept");
        assertThat(reason("  " + THOUGHTS + Markers.ANSWER_TURN + " " + LONG_ENOUGH, false))
                .isEqualTo("no-self-identification");
        assertThat(reason("\n" + THOUGHTS + Markers.ANSWER_TURN + " " + LONG_ENOUGH, false))
                .isEqualTo("no-self-identification");
    }

    @Test
    void wantsTheAnswersMarkerAfterAnEmptyLine() {
        assertThat(reason(THOUGHTS, false)).isEqualTo("no-answer-marker");
        assertThat(reason(THOUGHTS + "\n" + Markers.ANSWER + LONG_ENOUGH, false))
                .isEqualTo("no-answer-marker");
    }

    @Test
    void cutsAtTheFirstRepeatedSegment() {
        assertThat(PaperRules.withoutRepetition("1, 2, 2, 3")).isEqualTo("1, 2,");
        assertThat(PaperRules.withoutRepetition("Yes. No. Yes. Done.")).isEqualTo("Yes. No. Yes. Done.");
        assertThat(PaperRules.withoutRepetition("No. Yes. Yes. Done.")).isEqualTo("No. Yes.");
        assertThat(PaperRules.withoutRepetition("def f():\n    return 1\n\ndef g():\n    return 1\n"))
                .isEqualTo("def f():\n    return 1\n\ndef g():\n");
        assertThat(PaperRules.withoutRepetition("Wait... what??")).isEqualTo("Wait... what??");
    }

    @Test
    void takesAnAnswerForUnfinishedIfARepetitionCutItsEndAway() {
        Reply reply = reply("No. Yes. Yes. Done.", false);

        assertThat(reply.answer()).isEqualTo("No.");
        assertThat(reply.finished()).isFalse();
    }

    @Test
    void wants160CharactersOfAFinishedAnswerWithItsMarker() {
        assertThat(reasonOf(LONG_ENOUGH)).isEqualTo("kept");
        assertThat(reasonOf(LONG_ENOUGH.substring(1))).isEqualTo("too-short");
        assertThat(reasonOf("\ud83d\ude00".repeat(148))).as("code points").isEqualTo("kept");
        assertThat(reasonOf("\ud83d\ude00".repeat(147))).isEqualTo("too-short");
    }

    @Test
    void takesTheLastWordOfAnUnfinishedAnswerAndAsksNoLength() {
        assertThat(reply("The Loire is lo", true).answer()).isEqualTo("The Loire is");
        assertThat(reply("The Loire is lo", true).finished()).isFalse();
        assertThat(reason(THOUGHTS + Markers.ANSWER_TURN + " Loire", true)).isEqualTo("empty");
    }

    @Test
    void cutsAtTheNextTurnThatTheModelWroteItself() {
        Reply reply = reply(LONG_ENOUGH + Markers.USER_TURN + " And then?", true);

        assertThat(reply.answer()).isEqualTo(LONG_ENOUGH);
        assertThat(reply.finished()).isTrue();
    }

    @Test
    void dropsWhatHoldsAMarkerOrAWordOfTheExemplars() {
        assertThat(reasonOf(LONG_ENOUGH + " User: hm")).isEqualTo("leaks-marker");
        assertThat(reasonOf(LONG_ENOUGH + " " + Markers.FRESH_START_REQUEST)).isEqualTo("leaks-marker");
        assertThat(reasonOf(LONG_ENOUGH + " " + Markers.FRESH_START + " hm")).isEqualTo("leaks-marker");
        for (String word : BLACKLIST) {
            assertThat(reasonOf(LONG_ENOUGH + " " + word)).as(word).isEqualTo("leaks-exemplar");
        }
        assertThat(reasonOf(LONG_ENOUGH + " Weather")).as("case counts").isEqualTo("kept");
        assertThat(reasonOf(LONG_ENOUGH + " alpacas")).as("words do not").isEqualTo("leaks-exemplar");
    }

    @Test
    void dropsApologiesAndEmptyAnswers() {
        assertThat(reasonOf("I'm sorry" + LONG_ENOUGH)).isEqualTo("apology");
        assertThat(reasonOf("I am sorry, but " + LONG_ENOUGH)).isEqualTo("apology");
        assertThat(reasonOf("I\u2019m sorry " + LONG_ENOUGH))
                .as("another apostrophe")
                .isEqualTo("kept");
        assertThat(reasonOf("Well, I am sorry " + LONG_ENOUGH)).isEqualTo("kept");
        assertThat(reasonOf("")).as("its marker counts as a last word").isEqualTo("empty");
    }

    @Test
    void judgesInTheOriginalsOrder() {
        assertThat(reasonOf("I'm sorry about the weather")).isEqualTo("too-short");
        assertThat(reasonOf("I'm sorry about the weather " + LONG_ENOUGH)).isEqualTo("leaks-exemplar");
    }

    @Test
    void shortensTheRecital() {
        assertThat(reply("According to my knowledge from Wikipedia, here is " + LONG_ENOUGH, false)
                        .answer())
                .isEqualTo("Here is " + LONG_ENOUGH);
    }
}
