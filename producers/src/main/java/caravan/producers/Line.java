package caravan.producers;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One line of a source, or the beginning of one that is too long.
 *
 * @param number its place in the source, from 1
 * @param bytes its bytes without the line end, at most the reader's limit; read-only
 * @param length how many bytes the line really has
 */
record Line(long number, ByteBuffer bytes, long length) {
    Line {
        bytes = bytes.asReadOnlyBuffer();
    }

    boolean isCut() {
        return length > bytes.remaining();
    }

    /** Its bytes as text; what is not UTF-8 shows as U+FFFD. */
    String shown() {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
