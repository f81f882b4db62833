package caravan.producers.reading;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One line of a source, or the beginning of one that is too long.
 *
 * @param number its place in the source, from 1
 * @param bytes its bytes without the line end, at most the reader's limit; read-only
 * @param length how many bytes the line really has
 * @param isEnded whether a line end stands behind it; one without may still grow
 */
public record Line(long number, ByteBuffer bytes, long length, boolean isEnded) {
    public Line {
        bytes = bytes.asReadOnlyBuffer();
    }

    /** A value that stands alone, such as a message; more than {@code bytesMax} of it are not kept. */
    public static Line alone(byte[] value, int bytesMax) {
        return new Line(1, ByteBuffer.wrap(value, 0, Math.min(value.length, bytesMax)), value.length, true);
    }

    /** Whether only its beginning is here. */
    public boolean isCut() {
        return length > bytes.remaining();
    }

    /** Its bytes as text; what is not UTF-8 shows as U+FFFD. */
    String shown() {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
