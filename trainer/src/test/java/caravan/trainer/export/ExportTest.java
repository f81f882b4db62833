package caravan.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravan.schemas.Dataset;
import caravan.trainer.dataset.SealedRow;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<SealedRow> ROWS = List.of(
            Rows.of("a", "Name a tree.", "", "The oak, «Eiche» in German: 🌳"),
            Rows.of("b", "Add these.", "2, 3", "5"),
            Rows.of("c", "Name a tree.", "", "The oak, «Eiche» in German: 🌳"),
            Rows.of("d", "What is the capital of France?", "", "Paris"));

    @TempDir
    private Path folder;

    private final Benchmark suite =
            new Benchmark("quiz|1", List.of(new Benchmark.Item("line 1", "What is the capital of France?", List.of())));

    private Selection export(String name, Format format) throws IOException {
        SortedMap<String, SortedMap<String, Long>> rejected = new TreeMap<>();
        rejected.put("align", new TreeMap<>(Map.of("echo", 3L)));
        Dataset dataset = Dataset.newBuilder()
                .setId("dataset-1")
                .setRun("run-1")
                .setRanges(List.of())
                .setExamples(4)
                .setFiles(List.of())
                .setPrinciples("principles-1")
                .setModels(List.of("pocket-1"))
                .setSealedAt(1)
                .build();
        return Export.write(
                folder.resolve(name),
                new ExportSettings("My \"set\"", "cc-by-4.0", format, List.of(suite)),
                new Provenance(List.of(dataset), rejected, "caravan 1"),
                ROWS);
    }

    @Test
    void writesTheSameRowsInEveryViewAndFormat() throws IOException {
        assertThat(export("out", Format.BOTH).kept()).extracting(SealedRow::id).containsExactly("a", "b");

        for (View view : View.values()) {
            Path data = folder.resolve("out/data").resolve(view.configuration());
            List<JsonNode> lines = new ArrayList<>();
            for (String line : Files.readAllLines(data.resolve("train-00000-of-00001.jsonl"))) {
                lines.add(JSON.readTree(line));
            }
            assertThat(parquet(data.resolve("train-00000-of-00001.parquet"))).isEqualTo(lines);
        }
        JsonNode first =
                JSON.readTree(Files.readAllLines(folder.resolve("out/data/messages/train-00000-of-00001.jsonl"))
                        .get(1));
        assertThat(first)
                .hasToString("{\"id\":\"b\",\"messages\":[{\"role\":\"user\",\"content\":\"Add these.\\n\\n2, 3\"},"
                        + "{\"role\":\"assistant\",\"content\":\"5\"}],\"finished\":true}");
    }

    @Test
    void namesEachRowThatIsLeftOutWithItsReasonAndCountsThemInTheCard() throws IOException {
        export("out", Format.JSONL);

        assertThat(folder.resolve("out/removed.jsonl")).content().isEqualTo("""
                {"id":"c","reason":"duplicate","of":"a","item":"","words":""}
                {"id":"d","reason":"short-match","of":"quiz|1","item":"line 1","words":"what is the capital of france"}
                """);
        assertThat(folder.resolve("out/README.md"))
                .content()
                .startsWith("---\npretty_name: \"My \\\"set\\\"\"\nlicense: cc-by-4.0\n")
                .contains("    path: data/messages/train-*.jsonl\n")
                .contains("| quiz\\|1 | 1 | 0 | 1 |", "| align: echo | 3 |", "1 of 4 rows were left out", "`dataset-1`")
                .contains("![Examples by words of the answer](plots/answer-words.svg)");
        assertThat(folder.resolve("out/plots/answer-words.svg")).content().startsWith("<svg");
    }

    @Test
    void givesTheSameBytesForTheSameDatasets() throws IOException {
        export("one", Format.BOTH);
        export("two", Format.BOTH);

        assertThat(contents("one")).isEqualTo(contents("two")).hasSizeGreaterThan(8);
    }

    @Test
    void writesOverNothingAndLeavesNothingHalf() throws IOException {
        Files.writeString(Files.createDirectory(folder.resolve("mine")).resolve("file"), "dear to me");

        assertThatThrownBy(() -> export("mine", Format.BOTH)).hasMessageContaining("mine: must be empty or not exist");
        assertThatThrownBy(() -> Export.write(
                        folder.resolve("none"),
                        new ExportSettings("n", "other", Format.BOTH, List.of(suite)),
                        new Provenance(List.of(), new TreeMap<>(), "caravan 1"),
                        ROWS.subList(3, 4)))
                .hasMessage("of 1 rows none is left to export: 1 hold items of the suites, 0 are duplicates");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left)
                    .extracting(Path::getFileName)
                    .extracting(Path::toString)
                    .containsExactly("mine");
        }
    }

    @Test
    void readsSuitesAsTheyArePublished() throws IOException {
        Path task = Files.writeString(
                folder.resolve("task.json"),
                "{\"examples\": [{\"input\": \"Is it?\", \"target_scores\": {\"yes\": 1, \"no\": 0}}]}");
        Path lines = Files.writeString(
                folder.resolve("lines.jsonl"),
                "{\"question\": \"Who?\", \"choices\": {\"text\": [\"I\", \"you\"]}}\n\n{\"id\": 1}\n");

        assertThat(BenchmarkFile.read("t", task).items())
                .containsExactly(new Benchmark.Item("item 1", "Is it?", List.of("yes", "no")));
        assertThatThrownBy(() -> BenchmarkFile.read("l", lines))
                .hasMessageContaining("line 3 must have a question under one of");
        assertThatThrownBy(() -> BenchmarkFile.read("n", folder.resolve("none")))
                .hasMessageContaining("there is no such suite");
    }

    private Map<String, String> contents(String name) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        Path whole = folder.resolve(name);
        try (Stream<Path> files = Files.walk(whole)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(
                        whole.relativize(file).toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }

    private static List<JsonNode> parquet(Path file) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        try (ParquetReader<GenericRecord> reader = AvroParquetReader.<GenericRecord>builder(
                        new LocalInputFile(file), new PlainParquetConfiguration())
                .withDataModel(GenericData.get())
                .withCodecFactory(new ZstdCodecs())
                .build()) {
            for (GenericRecord row = reader.read(); row != null; row = reader.read()) {
                rows.add(JSON.readTree(row.toString()));
            }
        }
        return rows;
    }
}
