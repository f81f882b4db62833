package caravan.streams.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The local stores of one application, over its lives. Under exactly-once, stores that were not closed in order are
 * worth nothing: what they hold may belong to a transaction that was aborted. Kafka Streams finds that out by itself,
 * but late: it opens every store, twice, takes its task for corrupted, closes it, has the group rebalance, and opens
 * them once more; with 24 stores that was half of the time to the first result after a kill. So an orderly end leaves a
 * mark, and a life that finds none begins without them: they are restored from their changelogs either way.
 *
 * <p>Not thread-safe.
 */
public final class LocalState {
    private static final Pattern TASK = Pattern.compile("\\d+_\\d+");

    private final Path folder;
    private final Path mark;

    private LocalState(Path folder, Path mark) {
        this.folder = folder;
        this.mark = mark;
    }

    /** Where an application with these settings keeps its stores. */
    public static LocalState of(Properties settings) {
        Path all = Path.of(settings.getProperty(StreamsConfig.STATE_DIR_CONFIG));
        String application = settings.getProperty(StreamsConfig.APPLICATION_ID_CONFIG);
        return new LocalState(all.resolve(application), all.resolve(application + ".closed"));
    }

    /**
     * A life begins. To be called when its {@code KafkaStreams} is made, since that holds the folder's lock, and not
     * yet started.
     */
    public void begin() {
        try {
            boolean isInOrder = Files.deleteIfExists(mark);
            if (!isInOrder && Files.isDirectory(folder)) {
                forgetStores();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("state folder " + folder + ": the stores of a former life cannot go", e);
        }
    }

    /** A life has ended, and every store was closed. */
    public void endInOrder() {
        try {
            Files.createDirectories(folder);
            Files.writeString(mark, "");
        } catch (IOException e) {
            throw new UncheckedIOException("state folder " + folder + ": its orderly end cannot be marked", e);
        }
    }

    /** All but the process's id, which fences the former life's transaction. */
    private void forgetStores() throws IOException {
        List<Path> tasks;
        try (Stream<Path> all = Files.list(folder)) {
            tasks = all.filter(path ->
                            TASK.matcher(String.valueOf(path.getFileName())).matches())
                    .toList();
        }
        for (Path task : tasks) {
            List<Path> insideOut;
            try (Stream<Path> all = Files.walk(task)) {
                insideOut = all.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : insideOut) {
                Files.delete(path);
            }
        }
    }
}
