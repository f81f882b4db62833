package caravan.producers.file;

import caravan.producers.reading.LineParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** One file that a source knows: its label, which makes ids, where it lies now, and up to where it was read. */
final class Tracked {
    private static final int HEAD_BYTES_MAX = 256;

    private final String label;
    private final FileSettings settings;
    private Mark mark;
    private @Nullable Path path;
    private @Nullable RowReader reader;

    Tracked(String label, FileSettings settings, Mark mark) {
        this.label = label;
        this.settings = settings;
        this.mark = mark;
    }

    String label() {
        return label;
    }

    Mark mark() {
        return mark;
    }

    Optional<Path> path() {
        return Optional.ofNullable(path);
    }

    boolean isOpen() {
        return reader != null;
    }

    /** It lies here now, or nowhere. */
    void liesAt(@Nullable Path where) {
        path = where;
    }

    /** Whether a file can be this one, read further: its beginning is what was read as the beginning. */
    boolean hasHeadOf(Path file) throws IOException {
        return Files.size(file) >= mark.headBytes()
                && head(file, mark.headBytes()).equals(mark.head());
    }

    /** Whether a file of this size holds less than was read of it, so that it was emptied and begun anew. */
    boolean isCut(Path file, long size) {
        return FileFormat.of(file, settings.format()).canGrow() && size < mark.at();
    }

    /** The file's own name and its beginning, as they are now. */
    void remember(Path file, String inode) throws IOException {
        boolean canGrow = FileFormat.of(file, settings.format()).canGrow();
        long size = Files.size(file);
        int bytes = (int) Math.min(HEAD_BYTES_MAX, canGrow ? mark.at() : size);
        boolean isSame = bytes == mark.headBytes() && inode.equals(mark.inode());
        mark = mark.known(inode, bytes, isSame ? mark.head() : head(file, bytes), size);
    }

    /** Whether there may be something to read. */
    boolean isReadable() throws IOException {
        if (path == null) {
            return reader != null && mark.doneAtSize() < 0;
        }
        BasicFileAttributes now = attributes(path);
        if (mark.doneAtSize() == now.size()) {
            return false;
        }
        FileFormat format = FileFormat.of(path, settings.format());
        if (format.canGrow()) {
            return now.size() > mark.at();
        }
        // What must be whole is not read while somebody still writes it.
        return !settings.follow()
                || System.currentTimeMillis() - now.lastModifiedTime().toMillis()
                        >= settings.settle().toMillis();
    }

    /** Whether it went away with something unread. */
    boolean isLost() {
        return path == null && reader == null && mark.doneAtSize() < 0 && mark.at() < mark.size();
    }

    /** Reads it from where it was left; {@code isLive} while it has the name by which it was found first. */
    RowReader open(BooleanSupplier isLive) throws IOException {
        RowReader open = reader;
        if (open == null) {
            Path file = path().orElseThrow();
            FileFormat format = FileFormat.of(file, settings.format());
            LineParser parser = new LineParser(settings.mapping(), LineParser.Format.AUTO);
            open = switch (format.table()) {
                case CSV -> CsvRows.open(file, format.compression(), settings.mapping(), mark);
                case PARQUET -> ParquetRows.open(file, settings.mapping(), mark);
                case LINES ->
                    format.canGrow()
                            ? LineRows.plain(file, parser, () -> !settings.follow() || !isLive.getAsBoolean(), mark)
                            : LineRows.packed(file, format.compression(), parser, mark);
            };
            reader = open;
        }
        return open;
    }

    void moved() {
        RowReader open = reader;
        if (open != null) {
            mark = mark.movedTo(open.at(), open.number(), -1);
        }
    }

    /** Read to its end, or given up, at its size of now. */
    void done(long entries) throws IOException {
        long size = path == null ? mark.at() : Files.exists(path) ? Files.size(path) : mark.at();
        mark = mark.movedTo(mark.at(), mark.number() + entries, size);
        close();
    }

    void close() throws IOException {
        RowReader open = reader;
        reader = null;
        if (open != null) {
            open.close();
        }
    }

    static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class);
    }

    private static String head(Path file, int bytes) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(bytes);
        }
        CRC32C sum = new CRC32C();
        sum.update(head);
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }
}
