package caravan.trainer.engrave;

import caravan.inference.djl.TrainableDecoder;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a training needs to go on after its process has ended, at whatever moment that was:
 *
 * <pre>
 *  state.json    the {@link TrainingPlace}; written last, and whole or not at all
 *  step-12/      weights.safetensors, optimizer.safetensors: as they were after step 12
 *  best-3/       the model as it would be published, after the epoch that served the held-out examples best
 * </pre>
 *
 * <p>The state names the other two by its counts, and they are on the disk before it is; older ones are removed after.
 * So what the state names is always there. Confined to one thread.
 */
final class Checkpoint {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoint.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LEFT_BEHIND = Duration.ofDays(7);

    private final Path folder;

    private Checkpoint(Path folder) {
        this.folder = folder;
    }

    /**
     * The checkpoint of one training, whether there is one yet or not.
     *
     * @param trainings where all checkpoints are
     * @param name of the training: another dataset, base or setting is another name
     */
    static Checkpoint of(Path trainings, String name) throws IOException {
        Path folder = trainings.resolve(name);
        Files.createDirectories(folder);
        removeLeftBehind(trainings, folder);
        return new Checkpoint(folder);
    }

    /** Removes all checkpoints whose name begins so, since their trainings have had their outcome. */
    static void forget(Path trainings, String prefix) {
        try {
            if (Files.isDirectory(trainings)) {
                for (Path each : DurableFiles.list(trainings)) {
                    if (each.getFileName().toString().startsWith(prefix)) {
                        DurableFiles.delete(each);
                    }
                }
            }
        } catch (IOException e) {
            LOG.warn("{}: the checkpoint of a training that is over cannot be removed", trainings, e);
        }
    }

    /** Where the training stood when it was saved last; empty when it has to begin from the start. */
    Optional<TrainingPlace> place() throws IOException {
        Path file = folder.resolve("state.json");
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), TrainingPlace.class));
        } catch (JacksonException e) {
            LOG.warn("{}: is no state of a training, which begins from the start", file, e);
            return Optional.empty();
        }
    }

    /** Puts a decoder's weights and moments back. */
    void restore(TrainableDecoder decoder, TrainingPlace place) throws IOException {
        Path saved = step(place);
        decoder.loadTrained(saved.resolve("weights.safetensors"));
        decoder.loadOptimizer(saved.resolve("optimizer.safetensors"));
    }

    /** Saves all; may be ended at any moment. */
    void save(TrainableDecoder decoder, TrainingPlace place) throws IOException {
        Path saved = step(place);
        Files.createDirectories(saved);
        decoder.saveTrained(saved.resolve("weights.safetensors"));
        decoder.saveOptimizer(saved.resolve("optimizer.safetensors"));
        DurableFiles.syncFolder(saved);
        DurableFiles.write(folder.resolve("state.json"), JSON.writeValueAsString(place));
        for (Path each : DurableFiles.list(folder)) {
            if (Files.isDirectory(each) && !each.equals(saved) && !each.equals(best(place))) {
                DurableFiles.delete(each);
            }
        }
    }

    /** Where the model lies that served the held-out examples best. */
    Path best(TrainingPlace place) {
        return folder.resolve("best-" + place.bestEpoch());
    }

    private Path step(TrainingPlace place) {
        return folder.resolve("step-" + place.step());
    }

    /** A dataset whose outcome was written just before a crash does not come again. */
    private static void removeLeftBehind(Path trainings, Path own) throws IOException {
        Instant horizon = Instant.now().minus(LEFT_BEHIND);
        for (Path each : DurableFiles.list(trainings)) {
            if (!each.equals(own) && Files.getLastModifiedTime(each).toInstant().isBefore(horizon)) {
                DurableFiles.delete(each);
            }
        }
    }
}
