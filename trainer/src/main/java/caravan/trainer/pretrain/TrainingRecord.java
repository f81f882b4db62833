package caravan.trainer.pretrain;

import caravan.trainer.pretrain.corpus.Corpus.Size;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How a model came about, written beside it as {@code training.json}: enough to draw again every document that it read.
 *
 * @param seed of weights and corpus
 * @param principles version whose formats and rules the corpus was written in
 * @param steps of the optimizer
 * @param tokens read, padding not counted
 * @param seconds spent
 * @param places how many documents of each size were read
 * @param before how the model came about that this training went on from, if it went on from one
 */
public record TrainingRecord(
        long seed,
        String principles,
        int steps,
        long tokens,
        double seconds,
        Map<Size, Long> places,
        List<TrainingRecord> before) {
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final String FILE = "training.json";

    public TrainingRecord {
        places = Map.copyOf(places);
        before = List.copyOf(Objects.requireNonNullElse(before, List.of())); // Files of old say nothing of it.
    }

    /** Every training, the first one first. */
    public List<TrainingRecord> all() {
        return Stream.concat(before.stream().flatMap(earlier -> earlier.all().stream()), Stream.of(this))
                .toList();
    }

    /**
     * Of a model folder.
     *
     * @throws IOException if the folder has none, or it cannot be read
     */
    public static TrainingRecord read(Path folder) throws IOException {
        return JSON.readValue(folder.resolve(FILE).toFile(), TrainingRecord.class);
    }

    void write(Path folder) throws IOException {
        Files.writeString(
                folder.resolve(FILE), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    }
}
