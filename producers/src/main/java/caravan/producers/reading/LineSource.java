package caravan.producers.reading;

import caravan.producers.Batch;
import caravan.producers.Entry;
import caravan.producers.PromptSource;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A prompt a line, from a stream that ends, such as standard input. The place of an entry is its line's number. */
public final class LineSource implements PromptSource {
    /** The most bytes of a line, unless the caller says otherwise. */
    public static final int LINE_BYTES_MAX = 64 * 1024;

    private final LineReader lines;
    private final LineParser parser = new LineParser();

    /** Reads a stream whose lines have at most {@code lineBytesMax} bytes, at least 1. */
    public LineSource(InputStream in, int lineBytesMax) {
        this.lines = new LineReader(in, lineBytesMax);
    }

    @Override
    public Batch next(int entriesMax, Duration wait) throws IOException {
        List<Entry> entries = new ArrayList<>();
        while (entries.size() < entriesMax) {
            Optional<Line> line = lines.next();
            if (line.isEmpty()) {
                return new Batch(entries, Map.of(), true);
            }
            entries.add(new Entry(Long.toString(line.get().number()), parser.parse(line.get())));
        }
        return new Batch(entries, Map.of(), false);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
