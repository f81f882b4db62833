package caravan.producers.file;

import caravan.producers.Batch;
import caravan.producers.Entry;
import caravan.producers.Found;
import caravan.producers.PromptSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a file or the files of a folder, one after the other to the end that each has now, and then what was added. A
 * file that cannot be read any further becomes one refusal that says why, and the others go on.
 */
final class FolderSource implements PromptSource {
    private static final Logger LOG = LoggerFactory.getLogger(FolderSource.class);
    private static final long LOOK_MILLIS = 250;
    /** About so many characters of text are held at once. */
    private static final int CHARS_MAX = 4 << 20;

    private final FileSettings settings;
    /** By label; the order is that of the first sight. */
    private final Map<String, Tracked> files = new LinkedHashMap<>();

    private boolean isScanned;

    FolderSource(FileSettings settings, Map<String, String> positions) throws IOException {
        this.settings = settings;
        positions.forEach((label, position) -> files.put(label, new Tracked(label, settings, Mark.read(position))));
        if (!Files.exists(settings.path()) && files.isEmpty()) {
            throw new NoSuchFileException(settings.path() + ": there is no such file or folder");
        }
    }

    @Override
    public Batch next(int entriesMax, Duration wait) throws IOException, InterruptedException {
        long end = System.nanoTime() + wait.toNanos();
        while (true) {
            if (!isScanned) {
                scan();
                isScanned = true;
            }
            for (Tracked file : files.values()) {
                if (file.isLost()) {
                    return lost(file);
                }
                if (file.isOpen() || isReadable(file)) {
                    Batch batch = read(file, entriesMax);
                    if (!batch.positions().isEmpty()) {
                        return batch;
                    }
                }
            }
            isScanned = false;
            if (!settings.follow()) {
                return Batch.END;
            }
            long leftMillis = (end - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                return Batch.NOTHING;
            }
            Thread.sleep(Math.min(LOOK_MILLIS, leftMillis));
        }
    }

    private Batch lost(Tracked file) throws IOException {
        long unread = file.mark().size() - file.mark().at();
        List<Entry> entries = new ArrayList<>();
        giveUp(file, entries, "file-deleted", "deleted with " + unread + " bytes or records unread");
        return new Batch(entries, Map.of(file.label(), file.mark().written()), false);
    }

    private static boolean isReadable(Tracked file) throws IOException {
        try {
            return file.isReadable();
        } catch (NoSuchFileException e) {
            return false; // The next look settles where it is.
        }
    }

    private Batch read(Tracked file, int entriesMax) throws IOException {
        List<Entry> entries = new ArrayList<>();
        long before = file.mark().at();
        try {
            RowReader rows = file.open(() -> isLive(file));
            boolean isDrained = fill(entries, rows, file.label(), entriesMax);
            file.moved();
            if (isDrained) {
                drained(file);
            }
        } catch (BrokenFileException e) {
            file.moved();
            giveUp(file, entries, e.reason(), String.valueOf(e.getMessage()));
        } catch (NoSuchFileException e) {
            return Batch.NOTHING;
        }
        boolean isMoved = !entries.isEmpty() || file.mark().at() != before;
        if (isMoved && file.path().isPresent() && Files.exists(file.path().get())) {
            file.remember(file.path().get(), inode(file.path().get()));
        }
        // What was read to its end without a line is remembered too, or it would be opened for ever.
        return isMoved || file.mark().doneAtSize() >= 0
                ? new Batch(entries, Map.of(file.label(), file.mark().written()), false)
                : Batch.NOTHING;
    }

    private static boolean fill(List<Entry> entries, RowReader rows, String label, int entriesMax) throws IOException {
        long chars = 0;
        while (entries.size() < entriesMax && chars < CHARS_MAX) {
            Optional<Found> found = rows.next();
            if (found.isEmpty()) {
                return true;
            }
            entries.add(new Entry(label + ":" + rows.number(), found.get()));
            chars += found.get() instanceof Found.Task task
                    ? task.instruction().length() + task.input().length()
                    : ((Found.Fault) found.get()).text().length();
        }
        return false;
    }

    /** At the end that a file has now: one that may grow is kept open while it has its name, and lines may follow. */
    private void drained(Tracked file) throws IOException {
        boolean canGrow = file.path()
                .filter(path -> FileFormat.of(path, settings.format()).canGrow())
                .isPresent();
        if (canGrow && isLive(file)) {
            file.close();
        } else {
            file.done(0);
        }
    }

    private void giveUp(Tracked file, List<Entry> entries, String reason, String detail) throws IOException {
        LOG.warn("{}: given up after {} records: {}", file.label(), file.mark().number(), detail);
        entries.add(Entry.fault(file.label() + ":" + (file.mark().number() + 1), reason, detail, ""));
        file.done(1);
    }

    /** Whether the file still has the name under which it was found first: one with another was rotated away. */
    private boolean isLive(Tracked file) {
        return file.path()
                .filter(Files::exists)
                .map(path -> name(path).equals(nameOf(file.label())))
                .orElse(false);
    }

    /** Finds out where the known files are now, and which are new. */
    private void scan() throws IOException {
        List<Path> there = listed();
        Map<Path, String> inodes = new LinkedHashMap<>();
        for (Path path : there) {
            try {
                inodes.put(path, inode(path));
            } catch (NoSuchFileException e) {
                // Gone between the listing and now.
            }
        }
        files.values().forEach(file -> file.liesAt(null));
        for (Path path : List.copyOf(inodes.keySet())) {
            Optional<Tracked> same = same(path, inodes.get(path), inodes);
            if (same.isPresent()) {
                same.get().liesAt(path);
            } else if (isWanted(path)) {
                String label = freeLabel(name(path));
                Tracked found = new Tracked(label, settings, Mark.start(String.valueOf(inodes.get(path))));
                found.liesAt(path);
                files.put(label, found);
            }
        }
    }

    private Optional<Tracked> same(Path path, @Nullable String inode, Map<Path, String> inodes) throws IOException {
        long size = Files.exists(path) ? Files.size(path) : 0;
        for (Tracked file : files.values()) {
            if (file.mark().inode().equals(inode) && !file.isCut(path, size) && file.hasHeadOf(path)) {
                return Optional.of(file);
            }
        }
        // Copied here under its name, from a backup or to another machine: the same text under another inode.
        for (Tracked file : files.values()) {
            boolean isElsewhere = inodes.containsValue(file.mark().inode());
            if (!isElsewhere
                    && file.mark().headBytes() > 0
                    && nameOf(file.label()).equals(name(path))
                    && !file.isCut(path, size)
                    && file.hasHeadOf(path)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** The one file, and what was rotated away from it and is not read to its end; or the folder's files. */
    private List<Path> listed() throws IOException {
        Path folder = Files.isDirectory(settings.path())
                ? settings.path()
                : Optional.ofNullable(settings.path().getParent()).orElse(Path.of("/"));
        String name = name(settings.path());
        boolean isFolder = Files.isDirectory(settings.path());
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(path -> isFolder ? settings.takes(path) : name(path).startsWith(name))
                    .sorted()
                    .toList();
        }
    }

    private boolean isWanted(Path path) {
        return path.equals(settings.path()) || Files.isDirectory(settings.path());
    }

    private String freeLabel(String name) {
        String label = name;
        for (int number = 2; files.containsKey(label); number++) {
            label = name + "~" + number;
        }
        return label;
    }

    private static String nameOf(String label) {
        return label.replaceFirst("~\\d+$", "");
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    private static String inode(Path path) throws IOException {
        return String.valueOf(Tracked.attributes(path).fileKey());
    }

    @Override
    public void close() throws IOException {
        for (Tracked file : files.values()) {
            file.close();
        }
    }
}
