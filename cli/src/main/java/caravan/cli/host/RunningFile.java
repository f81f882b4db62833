package caravan.cli.host;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * A small file in the data folder by which other commands find a process at work there. One that a killed process left
 * behind is known by its dead process id.
 *
 * @param pid the process
 * @param bootstrapServers where its Kafka cluster is
 * @param registry where its schema registry is
 * @param metrics where its Prometheus endpoint is
 */
public record RunningFile(long pid, String bootstrapServers, String registry, String metrics) {
    private static final String NAME = "running.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What a living process has written, if one has. */
    public static Optional<RunningFile> find(Path data) {
        Path file = data.resolve(NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            RunningFile found = JSON.readValue(Files.readAllBytes(file), RunningFile.class);
            return ProcessHandle.of(found.pid()).filter(ProcessHandle::isAlive).map(alive -> found);
        } catch (IOException e) {
            // Half a file is what a process leaves that is just starting or stopping.
            return Optional.empty();
        }
    }

    /** Writes it whole or not at all. */
    void write(Path data) throws IOException {
        Files.createDirectories(data);
        Path part = data.resolve(NAME + ".tmp");
        Files.write(part, JSON.writeValueAsBytes(this));
        Files.move(part, data.resolve(NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static void delete(Path data) throws IOException {
        Files.deleteIfExists(data.resolve(NAME));
    }
}
