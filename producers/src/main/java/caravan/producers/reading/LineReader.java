package caravan.producers.reading;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Splits a stream of bytes into lines (LF or CRLF) and never holds more of a line than the limit: the rest is counted
 * and let go. A byte order mark at the start of the stream is not part of its first line. Not thread-safe.
 */
public final class LineReader implements Closeable {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final int bytesMax;
    private final byte[] buffer = new byte[64 * 1024];
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
        int end = lineEnd();
        if (end < filled && end - position <= bytesMax) {
            byte[] whole = Arrays.copyOfRange(buffer, position, end);
            position = end + 1;
            return Optional.of(line(whole, whole.length, whole.length > 0 ? whole[whole.length - 1] : -1, true));
        }
        return Optional.of(gathered());
    }

    /** A line of several buffers, or one that is too long. */
    private Line gathered() throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(buffer.length);
        long length = 0;
        int last = -1;
        boolean ended = false;
        while (!ended && fill()) {
            int end = lineEnd();
            // One byte beyond the limit is kept, since it may be the CR of a line that fits.
            kept.write(buffer, position, Math.min(end - position, bytesMax + 1 - kept.size()));
            length += end - position;
            last = end > position ? buffer[end - 1] : last;
            ended = end < filled;
            position = ended ? end + 1 : end;
        }
        return line(kept.toByteArray(), length, last, ended);
    }

    private int lineEnd() {
        int end = position;
        while (end < filled && buffer[end] != '\n') {
            end++;
        }
        return end;
    }

    private Line line(byte[] kept, long length, int last, boolean ended) {
        number++;
        consumed += length + (ended ? 1 : 0);
        long text = ended && last == '\r' ? length - 1 : length;
        ByteBuffer bytes = ByteBuffer.wrap(kept, 0, (int) Math.min(text, bytesMax));
        int skipped = number == 1 && startsWithMark(bytes) ? BYTE_ORDER_MARK.length : 0;
        return new Line(number, bytes.position(skipped), text - skipped, ended);
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
