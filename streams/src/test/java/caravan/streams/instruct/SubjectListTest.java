package caravan.streams.instruct;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.schemas.Draw;
import caravan.schemas.Exemplar;
import caravan.schemas.Way;
import caravan.streams.flow.Rules;
import caravan.streams.flow.Samples;
import caravan.streams.flow.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubjectListTest {
    private static final Draw DRAW = Samples.draw(
            Way.SUBJECT,
            List.of(Exemplar.newBuilder()
                    .setId("s")
                    .setInstruction("")
                    .setRedTeamType("law")
                    .setRedTeamTopic("Patents")
                    .build()));

    @Test
    void readsOneSubjectALine() {
        List<Piece> pieces =
                new SubjectList(Rules.IMPROVED).read(DRAW, " Tenancy law\n3. Inheritance\n\n4. Wills", false);

        assertThat(pieces)
                .extracting(piece -> ((Piece.Subject) piece).redTeamTopic())
                .containsExactly("Tenancy law", "Inheritance", "Wills");
    }

    @Test
    void givesUpALineThatWasCutOff() {
        List<Piece> pieces = new SubjectList(Rules.IMPROVED).read(DRAW, " Tenancy law\n3. Inherit", true);

        assertThat(pieces.get(1)).isInstanceOf(Piece.Broken.class);
    }

    @Test
    void readsTwentyLinesAtMost() {
        assertThat(new SubjectList(Rules.IMPROVED).read(DRAW, " Law\n".repeat(1) + "3. Law\n".repeat(30), false))
                .filteredOn(Piece.Subject.class::isInstance)
                .hasSize(20);
    }

    @Test
    void wantsANounPhraseOfThreeWordsWithACapitalLetterFirst() {
        assertThat(SubjectFilter.judge("Tenancy law").map(Verdict::reason)).isEmpty();
        assertThat(SubjectFilter.judge("The law of tenancy").map(Verdict::reason))
                .contains("too-many-words");
        assertThat(SubjectFilter.judge("tenancy").map(Verdict::reason)).contains("leading-character");
        assertThat(SubjectFilter.judge("").map(Verdict::reason)).contains("leading-character");
        assertThat(SubjectFilter.judge("Tenancy.").map(Verdict::reason)).contains("trailing-punctuation");
    }

    @Test
    void keepsALineThatWasCutOffByThePapersRules() {
        assertThat(new SubjectList(Rules.PAPER).read(DRAW, " Tenancy law\n3. Inherit", true))
                .extracting(piece -> ((Piece.Subject) piece).redTeamTopic())
                .containsExactly("Tenancy law", "Inherit");
    }
}
