package caravan.trainer.pretrain;

import caravan.trainer.pretrain.corpus.Corpus.Size;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a training stands, beside its weights and moments.
 *
 * @param step the next one
 * @param tokens read so far
 * @param seconds spent so far
 * @param places where in the corpus the next batch of each size begins
 */
record TrainingState(int step, long tokens, double seconds, Map<Size, Long> places) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static TrainingState read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), TrainingState.class);
    }

    void write(Path file) throws IOException {
        Files.writeString(file, JSON.writeValueAsString(this));
    }
}
