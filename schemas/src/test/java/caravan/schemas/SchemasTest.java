package caravan.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemasTest {
    private static final Path SOURCES = Path.of("src/main/avro");

    /** Every file of the folder, as the class that is generated from it knows it. */
    static Stream<Schema> schemas() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files
                    .map(file -> file.getFileName().toString().replace(".avsc", ""))
                    .sorted()
                    .map(SchemasTest::schema)
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void saysWhatEveryRecordAndFieldMeans(Schema schema) {
        List<String> undocumented = new ArrayList<>();
        if (isEmpty(schema.getDoc())) {
            undocumented.add(schema.getFullName());
        }
        if (schema.getType() == Schema.Type.RECORD) {
            schema.getFields().stream()
                    .filter(field -> isEmpty(field.doc()))
                    .forEach(field -> undocumented.add(schema.getFullName() + "." + field.name()));
        }

        assertThat(undocumented).isEmpty();
    }

    @Test
    void hasOneTopicForEachNounOfThePath() {
        assertThat(Topics.all())
                .extracting(Topic::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("caravan\\.[a-z.-]+"));
    }

    @Test
    void givesRequestsAndCompletionsOfAStepEqualPartitions() {
        for (String step : Topics.ASKING_STEPS) {
            assertThat(Topics.requests(step).partitions())
                    .isEqualTo(Topics.completions(step).partitions());
        }
    }

    @Test
    void keepsTheOnePartitionOfAWriterWhateverIsConfigured() {
        assertThat(TopicDefinition.path(16))
                .filteredOn(topic -> topic.partitions() != 16)
                .extracting(TopicDefinition::name)
                .containsExactlyInAnyOrder(
                        "caravan.runs",
                        "caravan.sources",
                        "caravan.source-status",
                        "caravan.source-positions",
                        "caravan.prefixes",
                        "caravan.draws",
                        "caravan.draw-outcomes",
                        "caravan.yields",
                        "caravan.candidates",
                        "caravan.datasets",
                        "caravan.models",
                        "caravan.serving",
                        "caravan.evaluations",
                        "caravan.training-progress");
    }

    private static boolean isEmpty(String doc) {
        return doc == null || doc.isBlank();
    }

    private static Schema schema(String name) {
        try {
            return SpecificData.get().getSchema(Class.forName("caravan.schemas." + name));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(name + ".avsc has no class", e);
        }
    }
}
