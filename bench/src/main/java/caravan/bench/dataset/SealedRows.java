package caravan.bench.dataset;

import caravan.schemas.Dataset;
import caravan.schemas.DatasetFile;
import caravan.trainer.dataset.DatasetRow;
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

/** Writes rows into a dataset of one file; the same rows give the same dataset. */
public final class SealedRows {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SealedRows() {}

    /** Seals rows into that file. */
    public static Dataset seal(List<DatasetRow> rows, Path file) throws IOException {
        try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(file))) {
            for (DatasetRow row : rows) {
                String line = JSON.createObjectNode()
                                .put("id", row.id())
                                .put("prompt", row.prompt())
                                .put("completion", row.completion())
                                .toString()
                        + "\n";
                out.write(line.getBytes(StandardCharsets.UTF_8));
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        DatasetFile sealed = DatasetFile.newBuilder()
                .setUri(file.toUri().toString())
                .setSha256(sha256(bytes))
                .setBytes(bytes.length)
                .setExamples(rows.size())
                .build();
        return Dataset.newBuilder()
                .setId("bench-" + sealed.getSha256())
                .setRun("bench")
                .setRanges(List.of())
                .setExamples(rows.size())
                .setFiles(List.of(sealed))
                .setPrinciples("bench")
                .setModels(List.of("base"))
                .setSealedAt(0)
                .build();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
