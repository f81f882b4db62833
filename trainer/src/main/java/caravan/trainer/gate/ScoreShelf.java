package caravan.trainer.gate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what models scored on suites, item by item, in a folder: a model is asked once, and later ones are held against
 * its figures. A file that is gone or cannot be read means that it is asked again.
 */
final class ScoreShelf {
    private static final Logger LOG = LoggerFactory.getLogger(ScoreShelf.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    ScoreShelf(Path folder) {
        this.folder = folder;
    }

    /** Scores of a version on all of a suite's items, in its order. */
    Optional<double[]> find(String suiteHash, String version, int items) {
        Path file = file(suiteHash, version);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            double[] scores = JSON.readValue(file.toFile(), double[].class);
            return Optional.of(scores).filter(each -> each.length == items);
        } catch (IOException e) {
            LOG.warn("{}: cannot be read, so the model is asked again", file, e);
            return Optional.empty();
        }
    }

    void keep(String suiteHash, String version, double[] scores) {
        Path file = file(suiteHash, version);
        try {
            Files.createDirectories(folder.resolve(suiteHash));
            Path draft = file.resolveSibling(file.getFileName() + ".tmp");
            Files.writeString(draft, JSON.writeValueAsString(scores));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        } catch (IOException e) {
            LOG.warn("{}: cannot be kept, so the model will be asked again", file, e);
        }
    }

    private Path file(String suiteHash, String version) {
        return folder.resolve(suiteHash).resolve(version.replaceAll("[^A-Za-z0-9.+_-]", "_") + ".json");
    }
}
