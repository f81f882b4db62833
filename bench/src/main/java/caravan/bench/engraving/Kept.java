package caravan.bench.engraving;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Texts that were made once and are read again when a study goes on: each list whole in a file, or not at all. */
final class Kept {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Kept() {}

    /** Makes a list of texts. */
    @FunctionalInterface
    interface Maker {
        List<String> make() throws Exception;
    }

    static List<String> in(Path file, Maker maker) throws Exception {
        if (Files.exists(file)) {
            return JSON.readValue(file.toFile(), new TypeReference<List<String>>() {});
        }
        List<String> texts = maker.make();
        write(file, texts);
        return texts;
    }

    private static void write(Path file, List<String> texts) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path part = file.resolveSibling(file.getFileName() + ".part");
        JSON.writerWithDefaultPrettyPrinter().writeValue(part.toFile(), texts);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
