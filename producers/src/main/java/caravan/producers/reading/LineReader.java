package caravan.producers.reading;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Splits a stream of bytes into lines (LF or CRLF) and never holds more of a line than the limit: the rest is counted
 * and let go. A byte order mark at the start of the stream is not part of its first line. Not thread-safe.
 */
public final class LineReader implements Closeable {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final int bytesMax;
    private final byte[] buffer = new byte[16 * 1024];
    private int position;
    private int filled;
    private long number;
    private long consumed;

    /** Reads a stream from its start. */
    public LineReader(InputStream in, int bytesMax) {
        this(in, bytesMax, 0);
    }

    /**
     * Goes on in a stream of which {@code number} lines were read before.
     *
     * @param bytesMax the most bytes of a line that are kept, at least 1
     */
    public LineReader(InputStream in, int bytesMax, long number) {
        if (bytesMax < 1) {
            throw new IllegalArgumentException("a line's most bytes must be at least 1, was " + bytesMax);
        }
        this.in = in;
        this.bytesMax = bytesMax;
        this.number = number;
    }

    /** How many bytes of the stream were given as lines, line ends among them. */
    public long consumed() {
        return consumed;
    }

    /** The next line; empty at the end of the stream. Text after the last line end is a line too. */
    public Optional<Line> next() throws IOException {
        if (!fill()) {
            return Optional.empty();
        }
        ByteArrayOutputStream kept = new ByteArrayOutputStream(256);
        long length = 0;
        int last = -1;
        boolean ended = false;
        while (!ended && fill()) {
            int end = position;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            // One byte beyond the limit is kept, since it may be the CR of a line that fits.
            kept.write(buffer, position, Math.min(end - position, bytesMax + 1 - kept.size()));
            length += end - position;
            last = end > position ? buffer[end - 1] : last;
            ended = end < filled;
            position = ended ? end + 1 : end;
        }
        number++;
        consumed += length + (ended ? 1 : 0);
        if (ended && last == '\r') {
            length--;
        }
        ByteBuffer bytes = ByteBuffer.wrap(kept.toByteArray(), 0, (int) Math.min(length, bytesMax));
        int skipped = number == 1 && startsWithMark(bytes) ? BYTE_ORDER_MARK.length : 0;
        return Optional.of(new Line(number, bytes.position(skipped), length - skipped, ended));
    }

    private static boolean startsWithMark(ByteBuffer bytes) {
        return bytes.remaining() >= BYTE_ORDER_MARK.length
                && bytes.slice(0, BYTE_ORDER_MARK.length).equals(ByteBuffer.wrap(BYTE_ORDER_MARK));
    }

    private boolean fill() throws IOException {
        if (position < filled) {
            return true;
        }
        position = 0;
        filled = Math.max(0, in.read(buffer));
        return filled > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
