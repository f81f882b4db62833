package caravan.trainer.dataset;

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
import java.util.HexFormat;
import java.util.List;

/** Datasets on disk as the collector seals them, for tests. */
public final class SealedFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SealedFiles() {}

    /** Seals lines into one file of a folder. */
    public static Dataset seal(Path folder, String id, List<String> lines) throws Exception {
        Path path = folder.resolve(id + ".jsonl.zst");
        write(path, lines);
        return dataset(id, List.of(file(path, lines.size())));
    }

    /** A dataset of sealed files. */
    public static Dataset dataset(String id, List<DatasetFile> files) {
        return Dataset.newBuilder()
                .setId(id)
                .setRun("run-1")
                .setRanges(List.of())
                .setExamples(files.stream().mapToLong(DatasetFile::getExamples).sum())
                .setFiles(files)
                .setPrinciples("principles-1")
                .setModels(List.of("pocket-1"))
                .setSealedAt(1)
                .build();
    }

    /** A file as sealed. */
    public static DatasetFile file(Path path, long examples) throws Exception {
        byte[] bytes = Files.readAllBytes(path);
        return DatasetFile.newBuilder()
                .setUri(path.toUri().toString())
                .setSha256(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)))
                .setBytes(bytes.length)
                .setExamples(examples)
                .build();
    }

    /** Lines in zstd. */
    public static void write(Path path, List<String> lines) throws IOException {
        try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(path))) {
            for (String line : lines) {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** A row as the collector writes it. */
    public static String row(String id, String prompt, String completion) {
        return JSON.createObjectNode()
                .put("id", id)
                .put("instruction", prompt)
                .put("input", "")
                .put("prompt", prompt)
                .put("completion", completion)
                .put("finished", true)
                .toString();
    }
}
