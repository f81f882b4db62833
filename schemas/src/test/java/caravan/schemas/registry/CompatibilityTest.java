package caravan.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompatibilityTest {
    private static final Schema TEXT =
            SchemaBuilder.record("Letter").fields().requiredString("text").endRecord();
    private static final Schema TEXT_AND_DEFAULTED_SENDER = SchemaBuilder.record("Letter")
            .fields()
            .requiredString("text")
            .optionalString("sender")
            .endRecord();
    private static final Schema TEXT_AND_SENDER = SchemaBuilder.record("Letter")
            .fields()
            .requiredString("text")
            .name("sender")
            .type()
            .nullable()
            .stringType()
            .noDefault()
            .endRecord();
    private static final Schema SENDER =
            SchemaBuilder.record("Letter").fields().optionalString("sender").endRecord();

    /** A sender without a default: the latest version has one to read, the first has none. */
    @ParameterizedTest
    @CsvSource({
        "NONE, true",
        "BACKWARD, true",
        "BACKWARD_TRANSITIVE, false",
        "FORWARD, true",
        "FORWARD_TRANSITIVE, true",
        "FULL, true",
        "FULL_TRANSITIVE, false"
    })
    void looksPastTheLatestVersionOnlyIfTransitive(Compatibility level, boolean fits) {
        assertThat(level.problems(TEXT_AND_SENDER, List.of(TEXT, TEXT_AND_DEFAULTED_SENDER))
                        .isEmpty())
                .isEqualTo(fits);
    }

    /** Without its text: the new schema reads old letters, the old one cannot read the new. */
    @ParameterizedTest
    @CsvSource({
        "NONE, true",
        "BACKWARD, true",
        "BACKWARD_TRANSITIVE, true",
        "FORWARD, false",
        "FORWARD_TRANSITIVE, false",
        "FULL, false",
        "FULL_TRANSITIVE, false"
    })
    void knowsWhichWayItIsToldToLook(Compatibility level, boolean fits) {
        assertThat(level.problems(SENDER, List.of(TEXT)).isEmpty()).isEqualTo(fits);
    }

    @Test
    void letsAnythingBeFirst() {
        for (Compatibility level : Compatibility.values()) {
            assertThat(level.problems(TEXT, List.of())).isEmpty();
        }
    }

    @Test
    void saysWhatIsMissingAndWhere() {
        assertThat(Compatibility.BACKWARD_TRANSITIVE.problems(TEXT_AND_SENDER, List.of(TEXT)))
                .containsExactly("the new schema cannot read number 1: READER_FIELD_MISSING_DEFAULT_VALUE at /fields/1:"
                        + " sender");
    }
}
