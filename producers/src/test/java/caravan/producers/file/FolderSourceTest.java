package caravan.producers.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import caravan.producers.Batch;
import caravan.producers.Entry;
import caravan.producers.Found;
import caravan.producers.SourceSettings;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSourceTest {
    @TempDir
    Path folder;

    private final Map<String, String> positions = new HashMap<>();
    private final Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void readsOnce() {
        settings.put("follow", "false");
        settings.put("settle-ms", "0");
    }

    @Test
    void followsAFileThatGrowsAndWaitsForTheEndOfItsLastLine() throws Exception {
        Path file = write("log.jsonl", "one\ntwo\nthr");
        settings.put("follow", "true");

        try (FolderSource source = open(file)) {
            List<String> first = tasks(drain(source));
            append(file, "ee\nfour\n");
            List<String> then = tasks(drain(source));

            assertThat(first).containsExactly("one", "two");
            assertThat(then).containsExactly("three", "four");
        }
    }

    @Test
    void readsARotatedFileToItsEndAndTheNewOneFromItsBeginning() throws Exception {
        Path file = write("log", "one\n");
        settings.put("follow", "true");
        try (FolderSource source = open(file)) {
            drain(source);
            append(file, "two\n");
            Files.move(file, folder.resolve("log.1"));
            write("log", "three\n");

            assertThat(tasks(drain(source))).containsExactlyInAnyOrder("two", "three");
            assertThat(drain(source)).isEmpty();
        }
    }

    @Test
    void goesOnWhereItWasLeftAndGivesAgainWhatWasNotCommittedUnderTheSamePlaces() throws Exception {
        Path file = write("tasks.jsonl", "one\ntwo\nthree\nfour\n");
        try (FolderSource source = open(file)) {
            positions.putAll(source.next(2, Duration.ZERO).positions());
            List<Entry> lost = source.next(1, Duration.ZERO).entries();

            try (FolderSource again = open(file)) {
                List<Entry> rest = drain(again);

                assertThat(rest.get(0)).isEqualTo(lost.get(0));
                assertThat(tasks(rest)).containsExactly("three", "four");
            }
        }
    }

    @Test
    void readsAFileAgainThatWasEmptiedAndBegunAnew() throws Exception {
        Path file = write("tasks", "a first line\nand a second\n");
        settings.put("follow", "true");
        try (FolderSource source = open(file)) {
            drain(source);
            Files.writeString(file, "new\n", StandardOpenOption.TRUNCATE_EXISTING);

            List<Entry> entries = drain(source);

            assertThat(tasks(entries)).containsExactly("new");
            assertThat(entries.get(0).place()).isEqualTo("tasks~2:1");
        }
    }

    @Test
    void readsEveryKindOfFileOfAFolderByItsName() throws Exception {
        write("a.txt", "plain\n");
        Files.write(folder.resolve("b.jsonl.gz"), gzip("{\"prompt\": \"zipped\"}\n"));
        Files.write(folder.resolve("c.txt.zst"), Zstd.compress("packed\n".getBytes(UTF_8)));
        write("d.csv", "input,instruction\n\"3,\n1\",Sort these.\n,Name a river.\n");
        parquet(folder.resolve("e.parquet"), CompressionCodecName.ZSTD, "in columns", "and more");
        parquet(folder.resolve("f.parquet"), CompressionCodecName.SNAPPY, "snapped");
        write(".hidden", "never\n");
        write("half.tmp", "never\n");

        try (FolderSource source = open(folder)) {
            List<Entry> entries = drain(source);

            assertThat(tasks(entries))
                    .containsExactly(
                            "plain",
                            "zipped",
                            "packed",
                            "Sort these.",
                            "Name a river.",
                            "in columns",
                            "and more",
                            "snapped");
            assertThat(((Found.Task) entries.get(3).found()).input()).isEqualTo("3,\n1");
        }
    }

    @Test
    void goesOnInTheMiddleOfAPackedFileAndOfATable() throws Exception {
        Files.write(folder.resolve("a.gz"), gzip("one\ntwo\nthree\n"));
        parquet(folder.resolve("b.parquet"), CompressionCodecName.GZIP, "four", "five", "six");
        List<String> all = new ArrayList<>();
        for (int life = 0; life < 10; life++) {
            try (FolderSource source = open(folder)) {
                Batch batch = source.next(1, Duration.ZERO);
                positions.putAll(batch.positions());
                all.addAll(tasks(batch.entries()));
            }
        }

        assertThat(all).containsExactly("one", "two", "three", "four", "five", "six");
    }

    @Test
    void givesUpABrokenFileByNameAndReadsTheOthers() throws Exception {
        byte[] whole = gzip("first\n".repeat(20_000));
        Files.write(folder.resolve("a.gz"), Arrays.copyOf(whole, whole.length - 20));
        write("b.gz", "this is no gzip\n");
        write("c.parquet", "this is no Parquet\n");
        write("d.csv", "instruction\n\"never closed\n" + "x".repeat(2 << 20));
        Files.write(
                folder.resolve("e.csv"), new byte[] {'i', 'n', 's', 't', 'r', 'u', 'c', 't', 'i', 'o', 'n', '\n', -1});
        Files.write(folder.resolve("f.zst"), Arrays.copyOf(Zstd.compress(whole), 30));
        Files.write(folder.resolve("g.bin"), new byte[] {0, 1, 2, 3, '\n', (byte) 0xFF, '\n'});
        write("h.jsonl", "x".repeat(5 << 20) + "\n{\"instruction\": \n");
        write("z.txt", "unharmed\n");

        try (FolderSource source = open(folder)) {
            List<Entry> entries = drain(source);

            assertThat(reasons(entries))
                    .containsExactly(
                            "truncated-gzip",
                            "broken-gzip",
                            "broken-parquet",
                            "broken-csv",
                            "not-utf8",
                            "truncated-zstd",
                            "binary",
                            "not-utf8",
                            "too-long",
                            "broken-json");
            assertThat(tasks(entries)).startsWith("first").endsWith("unharmed");
            assertThat(drain(source)).isEmpty();
        }
    }

    @Test
    void saysThatAFileWasDeletedBeforeItWasReadToItsEnd() throws Exception {
        Path file = write("gone.txt", "one\ntwo\nthree\n");
        write("stays.txt", "four\n");
        try (FolderSource source = open(folder)) {
            positions.putAll(source.next(1, Duration.ZERO).positions());
        }
        Files.delete(file);

        try (FolderSource again = open(folder)) {
            List<Entry> entries = drain(again);

            assertThat(reasons(entries)).containsExactly("file-deleted");
            assertThat(tasks(entries)).containsExactly("four");
        }
    }

    @Test
    void readsAFileToItsEndThatIsDeletedInTheMiddleOfReading() throws Exception {
        Path file = write("gone.txt", "one\ntwo\nthree\n");
        try (FolderSource source = open(folder)) {
            List<String> first = tasks(source.next(1, Duration.ZERO).entries());
            Files.delete(file);

            List<Entry> rest = drain(source);

            assertThat(first).containsExactly("one");
            assertThat(tasks(rest)).containsExactly("two", "three");
            assertThat(reasons(rest)).isEmpty();
        }
    }

    @Test
    void findsTheRestOfAFileThatWasRotatedWhileNobodyReadIt() throws Exception {
        Path file = write("log", "one\ntwo\n");
        settings.put("follow", "true");
        try (FolderSource source = open(file)) {
            positions.putAll(source.next(1, Duration.ZERO).positions());
        }
        Files.move(file, folder.resolve("log.1"));
        write("log", "three\n");

        try (FolderSource again = open(file)) {
            List<Entry> entries = drain(again);

            assertThat(entries).extracting(Entry::place).containsExactlyInAnyOrder("log:2", "log~2:1");
            assertThat(tasks(entries)).containsExactlyInAnyOrder("two", "three");
        }
    }

    private FolderSource open(Path path) throws IOException {
        settings.put("path", path.toString());
        return new FolderSource(FileSettings.of(new SourceSettings(settings)), positions);
    }

    private List<Entry> drain(FolderSource source) throws IOException, InterruptedException {
        List<Entry> all = new ArrayList<>();
        Batch batch = source.next(3, Duration.ofMillis(300));
        while (!batch.isEnd() && !batch.equals(Batch.NOTHING)) {
            all.addAll(batch.entries());
            positions.putAll(batch.positions());
            batch = source.next(50_000, Duration.ofMillis(300));
        }
        return all;
    }

    private static List<String> tasks(List<Entry> entries) {
        return entries.stream()
                .filter(entry -> entry.found() instanceof Found.Task)
                .map(entry -> ((Found.Task) entry.found()).instruction())
                .toList();
    }

    private static List<String> reasons(List<Entry> entries) {
        return entries.stream()
                .filter(entry -> entry.found() instanceof Found.Fault)
                .map(entry -> ((Found.Fault) entry.found()).reason())
                .toList();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private static void parquet(Path file, CompressionCodecName codec, String... tasks) throws IOException {
        Schema schema = SchemaBuilder.record("Row")
                .fields()
                .requiredString("instruction")
                .endRecord();
        try (ParquetWriter<GenericRecord> writer = AvroParquetWriter.<GenericRecord>builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withDataModel(GenericData.get())
                .withSchema(schema)
                .withCodecFactory(new PackingCodecs())
                .withCompressionCodec(codec)
                .build()) {
            for (String task : tasks) {
                writer.write(new GenericRecordBuilder(schema)
                        .set("instruction", task)
                        .build());
            }
        }
    }
}
