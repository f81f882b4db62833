package caravan.producers.file;

import caravan.producers.Found;
import caravan.producers.reading.Line;
import caravan.producers.reading.LineParser;
import caravan.producers.reading.LineReader;
import caravan.producers.reading.LineSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The lines of a file. One that grows is asked again: the line that has no end yet waits for it. */
final class LineRows implements RowReader {
    private final LineParser parser;
    private final BooleanSupplier mayEndOpen;
    private final Optional<SeekableByteChannel> channel;
    private LineReader lines;
    private long base;
    private long at;
    private long number;

    private LineRows(
            LineParser parser,
            BooleanSupplier mayEndOpen,
            Optional<SeekableByteChannel> channel,
            LineReader lines,
            Mark mark) {
        this.parser = parser;
        this.mayEndOpen = mayEndOpen;
        this.channel = channel;
        this.lines = lines;
        this.base = mark.at();
        this.at = mark.at();
        this.number = mark.number();
    }

    /**
     * Opens a plain file.
     *
     * @param mayEndOpen whether text behind the last line end is a line: not where it may still grow
     */
    static LineRows plain(Path file, LineParser parser, BooleanSupplier mayEndOpen, Mark mark) throws IOException {
        SeekableByteChannel channel = Files.newByteChannel(file);
        channel.position(mark.at());
        return new LineRows(parser, mayEndOpen, Optional.of(channel), reader(channel, mark.number()), mark);
    }

    /** Opens a compressed file. */
    static LineRows packed(Path file, FileFormat.Compression compression, LineParser parser, Mark mark)
            throws IOException {
        InputStream in = Unpacked.open(file, compression);
        in.skipNBytes(mark.at());
        LineReader lines = new LineReader(in, LineSource.LINE_BYTES_MAX, mark.number());
        return new LineRows(parser, () -> true, Optional.empty(), lines, mark);
    }

    private static LineReader reader(SeekableByteChannel channel, long number) {
        return new LineReader(Channels.newInputStream(channel), LineSource.LINE_BYTES_MAX, number);
    }

    @Override
    public Optional<Found> next() throws IOException {
        Optional<Line> line = lines.next();
        if (line.isEmpty()) {
            return Optional.empty();
        }
        if (!line.get().isEnded() && !mayEndOpen.getAsBoolean()) {
            // What has no end yet is read again from its beginning.
            SeekableByteChannel file = channel.orElseThrow();
            file.position(at);
            lines = reader(file, number);
            base = at;
            return Optional.empty();
        }
        at = base + lines.consumed();
        number = line.get().number();
        return Optional.of(parser.parse(line.get()));
    }

    @Override
    public long at() {
        return at;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
