package caravan.producers.file;

import java.nio.file.Path;
import java.util.Locale;

/**
 * How a file is to be read, by the ends of its name: {@code .csv} and {@code .parquet} are tables, everything else is
 * lines; {@code .gz} and {@code .zst} behind it say how it is compressed.
 *
 * @param table what it holds
 * @param compression how it is packed
 */
record FileFormat(Table table, Compression compression) {
    /** What a file holds. */
    enum Table {
        LINES,
        CSV,
        PARQUET
    }

    /** How a file is packed. */
    enum Compression {
        NONE,
        GZIP,
        ZSTD
    }

    /** The format of a file, whose table may be given instead of being told by the name. */
    static FileFormat of(Path file, String given) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        Compression compression = name.matches(".*\\.gz(ip)?")
                ? Compression.GZIP
                : name.matches(".*\\.zstd?") ? Compression.ZSTD : Compression.NONE;
        String bare = name.replaceFirst("\\.(gz|gzip|zst|zstd)$", "");
        Table table = given.equals("auto")
                ? bare.endsWith(".csv") ? Table.CSV : bare.endsWith(".parquet") ? Table.PARQUET : Table.LINES
                : Table.valueOf(given.toUpperCase(Locale.ROOT));
        return new FileFormat(table, compression);
    }

    /** Whether it may be read while it is written: lines as they are, and nothing else. */
    boolean canGrow() {
        return table == Table.LINES && compression == Compression.NONE;
    }
}
