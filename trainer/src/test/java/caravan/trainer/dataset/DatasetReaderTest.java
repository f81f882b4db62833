package caravan.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravan.schemas.Dataset;
import caravan.schemas.DatasetFile;
import caravan.trainer.BadDatasetException;
import com.github.luben.zstd.Zstd;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetReaderTest {
    @TempDir
    private Path folder;

    @Test
    void readsTheRowsOfAllFilesInOrder() throws Exception {
        Path second = folder.resolve("second.jsonl.zst");
        SealedFiles.write(second, List.of(SealedFiles.row("c", "p3", " naïve 🐫")));
        List<DatasetFile> files = List.of(
                SealedFiles.seal(folder, "first", List.of(row("a"), row("b")))
                        .getFiles()
                        .get(0),
                SealedFiles.file(second, 1));

        List<DatasetRow> rows = DatasetReader.read(SealedFiles.dataset("both", files));

        assertThat(rows)
                .containsExactly(
                        new DatasetRow("a", "User: a", " yes"),
                        new DatasetRow("b", "User: b", " yes"),
                        new DatasetRow("c", "p3", " naïve 🐫"));
    }

    @Test
    void refusesAFileThatWasAlteredAfterSealing() throws Exception {
        Dataset dataset = SealedFiles.seal(folder, "d", List.of(row("a")));
        Path path = folder.resolve("d.jsonl.zst");
        SealedFiles.write(path, List.of(row("other")));

        assertRefused(() -> DatasetReader.read(dataset), "file-altered", path + ": SHA-256 must be");
    }

    @Test
    void refusesAFileThatIsGone() throws Exception {
        Dataset dataset = SealedFiles.seal(folder, "d", List.of(row("a")));
        Files.delete(folder.resolve("d.jsonl.zst"));

        assertRefused(() -> DatasetReader.read(dataset), "file-missing", "d.jsonl.zst: no such file");
    }

    @Test
    void refusesAFileThatIsElsewhere() {
        DatasetFile file = DatasetFile.newBuilder()
                .setUri("s3://bucket/d.jsonl.zst")
                .setSha256("00")
                .setBytes(1)
                .setExamples(1)
                .build();

        assertRefused(
                () -> DatasetReader.read(SealedFiles.dataset("d", List.of(file))),
                "file-unreachable",
                "s3://bucket/d.jsonl.zst: must be a file: URI");
    }

    @Test
    void namesTheLineThatIsNotARow() throws Exception {
        Dataset dataset = SealedFiles.seal(folder, "d", List.of(row("a"), "{\"id\": 7}"));

        assertRefused(() -> DatasetReader.read(dataset), "bad-row", "d.jsonl.zst:2: completion must be a text");
    }

    @Test
    void refusesBytesThatAreNotUtf8() throws Exception {
        Path path = folder.resolve("d.jsonl.zst");
        SealedFiles.write(path, List.of(row("a")));
        Files.write(path, Zstd.compress("\"caf\u00e9\"".getBytes(StandardCharsets.ISO_8859_1)));
        Dataset dataset = SealedFiles.dataset("d", List.of(SealedFiles.file(path, 1)));

        assertRefused(() -> DatasetReader.read(dataset), "bad-row", "must be UTF-8 lines in zstd");
    }

    @Test
    void refusesAFileThatIsNotZstd() throws Exception {
        Path path = folder.resolve("d.jsonl.zst");
        Files.writeString(path, row("a"));
        Dataset dataset = SealedFiles.dataset("d", List.of(SealedFiles.file(path, 1)));

        assertRefused(() -> DatasetReader.read(dataset), "bad-row", "must be UTF-8 lines in zstd");
    }

    @Test
    void refusesADatasetWithoutExamples() {
        assertRefused(
                () -> DatasetReader.read(SealedFiles.dataset("d", List.of())),
                "no-examples",
                "dataset d: has no examples");
    }

    private static String row(String id) {
        return SealedFiles.row(id, "User: " + id, " yes");
    }

    private static void assertRefused(ThrowingCallable reading, String reason, String message) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        BadDatasetException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(reason))
                .hasMessageContaining(message);
    }
}
