package caravan.trainer.dataset;

import caravan.schemas.Dataset;
import caravan.schemas.DatasetFile;
import caravan.trainer.BadDatasetException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads the rows of a sealed dataset. A file is read only once its checksum has been found to be the one it was sealed
 * with, so what is trained on is what was sealed.
 */
public final class DatasetReader {
    private static final ObjectMapper JSON = new ObjectMapper();

    private DatasetReader() {}

    /**
     * Every row, in the order of the files and of their lines.
     *
     * @throws BadDatasetException when a file is missing, altered, not JSONL in zstd, or not as long as it was sealed
     * @throws IOException when the disk fails; trying again may help
     */
    public static List<DatasetRow> read(Dataset dataset) throws BadDatasetException, IOException {
        return read(dataset, DatasetReader::row);
    }

    /** What one line says; its {@code place} is for messages. */
    @FunctionalInterface
    interface LineReader<T> {
        T read(String place, JsonNode json) throws BadDatasetException;
    }

    /** The same with a reader of lines of one's own. */
    static <T> List<T> read(Dataset dataset, LineReader<T> reader) throws BadDatasetException, IOException {
        List<T> rows = new ArrayList<>();
        for (DatasetFile file : dataset.getFiles()) {
            Path path = path(file);
            check(path, file);
            int before = rows.size();
            readRows(path, reader, rows);
            if (rows.size() - before != file.getExamples()) {
                throw new BadDatasetException(
                        "file-altered",
                        path + ": must hold " + file.getExamples() + " rows as sealed, holds "
                                + (rows.size() - before));
            }
        }
        if (rows.isEmpty()) {
            throw new BadDatasetException("no-examples", "dataset " + dataset.getId() + ": has no examples");
        }
        return rows;
    }

    /**
     * Every row of one dataset file, whose checksum nobody looks at.
     *
     * @throws BadDatasetException when it is not JSONL in zstd
     * @throws IOException when the disk fails; trying again may help
     */
    public static List<DatasetRow> read(Path file) throws BadDatasetException, IOException {
        List<DatasetRow> rows = new ArrayList<>();
        readRows(file, DatasetReader::row, rows);
        return rows;
    }

    private static Path path(DatasetFile file) throws BadDatasetException {
        try {
            return Path.of(URI.create(file.getUri()));
        } catch (RuntimeException e) {
            throw new BadDatasetException(
                    "file-unreachable",
                    file.getUri() + ": must be a file: URI that the trainer can reach (" + e.getMessage() + ")");
        }
    }

    private static void check(Path path, DatasetFile file) throws BadDatasetException, IOException {
        MessageDigest sha256 = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(path), sha256)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (NoSuchFileException e) {
            throw new BadDatasetException("file-missing", path + ": no such file, but the dataset was sealed with it");
        }
        String found = HexFormat.of().formatHex(sha256.digest());
        if (!found.equalsIgnoreCase(file.getSha256())) {
            throw new BadDatasetException(
                    "file-altered",
                    path + ": SHA-256 must be " + file.getSha256() + " as sealed (" + file.getBytes() + " bytes), is "
                            + found + " (" + Files.size(path) + " bytes)");
        }
    }

    private static <T> void readRows(Path path, LineReader<T> reader, List<T> rows)
            throws BadDatasetException, IOException {
        // A decoder of our own, since the convenient ones put U+FFFD where bytes are broken.
        try (InputStream bytes = new ZstdInputStream(Files.newInputStream(path));
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder()))) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                rows.add(reader.read(path + ":" + number, tree(path + ":" + number, line)));
            }
        } catch (ZstdIOException | CharacterCodingException e) {
            throw new BadDatasetException("bad-row", path + ": must be UTF-8 lines in zstd (" + e.getMessage() + ")");
        }
    }

    private static JsonNode tree(String place, String line) throws BadDatasetException {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new BadDatasetException("bad-row", place + ": not JSON (" + e.getOriginalMessage() + ")");
        }
    }

    static DatasetRow row(String place, JsonNode json) throws BadDatasetException {
        String completion = text(place, json, "completion");
        if (completion.isEmpty()) {
            throw new BadDatasetException("bad-row", place + ": completion must not be empty");
        }
        return new DatasetRow(text(place, json, "id"), text(place, json, "prompt"), completion);
    }

    static String text(String place, JsonNode json, String field) throws BadDatasetException {
        JsonNode value = json.path(field);
        if (!value.isTextual()) {
            throw new BadDatasetException("bad-row", place + ": " + field + " must be a text, was " + value);
        }
        return value.textValue();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
