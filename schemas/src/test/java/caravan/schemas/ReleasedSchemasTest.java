package caravan.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import caravan.schemas.registry.Compatibility;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaFormatter;
import org.junit.jupiter.api.Test;

/** Old topics are replayed, so today's schemas read what every release wrote. */
class ReleasedSchemasTest {
    private static final Path RELEASED = Path.of("src/test/resources/released");

    @Test
    void readWhatEveryReleaseWrote() {
        Map<String, Schema> today = today();

        List<String> problems = files().flatMap(
                        file -> problems(file, today).stream().map(problem -> file + ": " + problem))
                .toList();

        assertThat(problems).isEmpty();
    }

    /** Keeps the check above honest: the same comparison on a field that was added without a default. */
    @Test
    void wouldBeFoundOutWithAFieldAddedWithoutADefault() {
        Schema released =
                SchemaBuilder.record("Letter").fields().requiredString("text").endRecord();
        Schema changed = SchemaBuilder.record("Letter")
                .fields()
                .requiredString("text")
                .requiredInt("pages")
                .endRecord();

        assertThat(Compatibility.BACKWARD_TRANSITIVE.problems(changed, List.of(released)))
                .singleElement()
                .asString()
                .contains("READER_FIELD_MISSING_DEFAULT_VALUE", "pages");
    }

    /** Writes the folder of a release; asked for with {@code -Dcaravan.release=VERSION}. */
    @Test
    void areWrittenOnceForARelease() throws IOException {
        String version = System.getProperty("caravan.release", "");
        assumeTrue(!version.isEmpty(), "no release is asked for");
        Path folder = RELEASED.resolve(version);

        assertThat(folder).as("a release is never changed").doesNotExist();
        Files.createDirectories(folder);
        for (Schema schema : today().values()) {
            Files.writeString(
                    folder.resolve(schema.getName() + ".avsc"), SchemaFormatter.format("json/pretty", schema) + "\n");
        }
    }

    private static List<String> problems(Path file, Map<String, Schema> today) {
        Schema released = read(file);
        Schema now = today.get(released.getFullName());
        return now == null
                ? List.of("no topic carries " + released.getFullName() + " any more")
                : Compatibility.BACKWARD_TRANSITIVE.problems(now, List.of(released));
    }

    private static Map<String, Schema> today() {
        return Topics.all().stream()
                .map(Topic::schema)
                .distinct()
                .collect(Collectors.toMap(Schema::getFullName, Function.identity()));
    }

    private static Stream<Path> files() {
        try (Stream<Path> all = Files.walk(RELEASED)) {
            return all
                    .filter(file -> file.toString().endsWith(".avsc"))
                    .sorted(Comparator.naturalOrder())
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Schema read(Path file) {
        try {
            return new Schema.Parser().parse(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
