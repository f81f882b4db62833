package caravan.producers;

import caravan.producers.ParsedLine.Faulty;
import caravan.producers.ParsedLine.Task;
import caravan.schemas.ContentHash;
import caravan.schemas.Lineage;
import caravan.schemas.Prompt;
import caravan.schemas.PromptKind;
import caravan.schemas.Rejection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * A prompt a line, from a file or from standard input. The id is a hash of source, line number and content: reading the
 * same file again gives the same ids, and two equal lines stay two prompts.
 */
public final class FileSource implements PromptSource {
    /** The most bytes of a line, unless the caller says otherwise. */
    public static final int LINE_BYTES_MAX = 64 * 1024;

    private static final String STEP = "produce";

    private final LineReader lines;
    private final LineParser parser = new LineParser();
    private final Origin origin;
    private final Clock clock;

    /** Reads a stream whose lines have at most {@code lineBytesMax} bytes, at least 1. */
    public FileSource(InputStream in, Origin origin, int lineBytesMax, Clock clock) {
        if (lineBytesMax < 1) {
            throw new IllegalArgumentException("lineBytesMax must be at least 1, was " + lineBytesMax);
        }
        this.lines = new LineReader(in, lineBytesMax);
        this.origin = origin;
        this.clock = clock;
    }

    /** Opens a file. */
    public static FileSource open(Path file, Origin origin) throws IOException {
        return new FileSource(Files.newInputStream(file), origin, LINE_BYTES_MAX, Clock.systemUTC());
    }

    @Override
    public Optional<Sourced> next() throws IOException {
        return lines.next().map(this::read);
    }

    private Sourced read(Line line) {
        Lineage lineage = origin.lineage(clock.millis());
        ParsedLine parsed = parser.parse(line);
        if (parsed instanceof Task task) {
            return new Sourced.Accepted(prompt(line, task, lineage));
        }
        Faulty faulty = (Faulty) parsed;
        String text = line.shown();
        return new Sourced.Refused(Rejection.newBuilder()
                .setId(ContentHash.of(origin.source(), line.number(), text))
                .setStep(STEP)
                .setReason(faulty.fault().reason())
                .setDetail(origin.source() + ":" + line.number() + ": " + faulty.detail())
                .setText(text)
                .setLineage(lineage)
                .build());
    }

    private Prompt prompt(Line line, Task task, Lineage lineage) {
        return Prompt.newBuilder()
                .setId(ContentHash.of(origin.source(), line.number(), task.instruction(), task.input()))
                .setKind(PromptKind.USER)
                .setInstruction(task.instruction())
                .setInput(task.input())
                .setLineage(lineage)
                .build();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
