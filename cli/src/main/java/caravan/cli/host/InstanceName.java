package caravan.cli.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** The name by which a data folder's process is known in its consumer groups, the same after every restart. */
final class InstanceName {
    private InstanceName() {}

    static String of(Path data) throws IOException {
        Path file = data.resolve("instance");
        if (!Files.exists(file)) {
            Files.createDirectories(data);
            Path part = data.resolve("instance.tmp");
            Files.writeString(part, "caravan-" + UUID.randomUUID(), StandardCharsets.US_ASCII);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(file, StandardCharsets.US_ASCII).strip();
    }
}
