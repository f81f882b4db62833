package caravan.producers.file;

import caravan.producers.Found;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** Reads the lines or records of one file, from where it was left. Not thread-safe. */
interface RowReader extends Closeable {
    /**
     * The next one; empty if there is no more now.
     *
     * @throws BrokenFileException if there never will be
     */
    Optional<Found> next() throws IOException;

    /** From where to go on. */
    long at();

    /** How many were read. */
    long number();
}
