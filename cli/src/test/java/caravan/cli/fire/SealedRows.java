package caravan.cli.fire;

import caravan.schemas.Dataset;
import caravan.schemas.DatasetFile;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** A small dataset on disk, sealed as the collector seals them. */
final class SealedRows {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> SUBJECTS =
            List.of("camels", "wells", "dunes", "dates", "tents", "salt", "stars", "ropes", "wool", "maps");

    private SealedRows() {}

    /** Writes so many rows, and says so in a record of that id; another id is the same rows. */
    static Dataset seal(Path file, String id, int rows) throws IOException {
        try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(file))) {
            for (int row = 0; row < rows; row++) {
                out.write((row(row) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return Dataset.newBuilder()
                .setId(id)
                .setRun("fire")
                .setRanges(List.of())
                .setExamples(rows)
                .setFiles(List.of(DatasetFile.newBuilder()
                        .setUri(file.toUri().toString())
                        .setSha256(sha256(file))
                        .setBytes(Files.size(file))
                        .setExamples(rows)
                        .build()))
                .setPrinciples("v")
                .setModels(List.of())
                .setSealedAt(1)
                .build();
    }

    /** A file's SHA-256 in hexadecimal digits. */
    static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String row(int number) {
        String subject = SUBJECTS.get(number % SUBJECTS.size());
        String prompt =
                "User: Tell me " + (2 + number / SUBJECTS.size()) + " things about " + subject + ".\n\nBactrian:";
        String completion = " Here is what I know about " + subject + ", and what I do not know I leave out."
                + " They are known to everyone who travels.\n\nUser: ";
        return JSON.createObjectNode()
                .put("id", "row-" + number)
                .put("prompt", prompt)
                .put("completion", completion)
                .toString();
    }
}
