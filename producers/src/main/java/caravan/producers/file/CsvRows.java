package caravan.producers.file;

import caravan.producers.Found;
import caravan.producers.reading.FieldMapping;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The records of a CSV file (RFC 4180) whose first line names the columns. */
final class CsvRows implements RowReader {
    /** A quote that is never closed would else take the rest of the file for one field. */
    private static final int RECORD_CHARS_MAX = 1 << 20;

    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final Bounded text;
    private final FieldMapping mapping;
    private long number;

    private CsvRows(CSVParser parser, Bounded text, FieldMapping mapping) {
        this.parser = parser;
        this.records = parser.iterator();
        this.text = text;
        this.mapping = mapping;
    }

    static CsvRows open(Path file, FileFormat.Compression compression, FieldMapping mapping, Mark mark)
            throws IOException {
        Bounded text = new Bounded(new InputStreamReader(
                Unpacked.open(file, compression),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)));
        CSVParser parser;
        try {
            parser = CSVParser.builder()
                    .setReader(text)
                    .setFormat(CSVFormat.RFC4180
                            .builder()
                            .setHeader()
                            .setSkipHeaderRecord(true)
                            .setAllowMissingColumnNames(true)
                            .setTrim(true)
                            .get())
                    .get();
        } catch (IOException | IllegalArgumentException e) {
            text.close();
            throw broken(e);
        }
        CsvRows rows = new CsvRows(parser, text, mapping);
        while (rows.number < mark.number() && rows.next().isPresent()) {
            // Records have no places of their own to jump to.
        }
        return rows;
    }

    @Override
    public Optional<Found> next() throws IOException {
        text.begin();
        CSVRecord row;
        try {
            if (!records.hasNext()) {
                return Optional.empty();
            }
            row = records.next();
        } catch (UncheckedIOException e) {
            throw broken(Objects.requireNonNullElse(e.getCause(), e));
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw broken(e);
        }
        number++;
        return Optional.of(
                mapping.ofRow(name -> row.isSet(name) ? row.get(name) : null, String.join(",", row.values())));
    }

    private static IOException broken(Exception e) {
        if (e instanceof BrokenFileException already) {
            return already;
        }
        if (e instanceof CharacterCodingException) {
            return new BrokenFileException("not-utf8", "the file holds bytes that are not UTF-8");
        }
        if (e instanceof IOException luck && !(e instanceof CSVException)) {
            return luck;
        }
        return new BrokenFileException("broken-csv", String.valueOf(e.getMessage()));
    }

    @Override
    public long at() {
        return number;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    /** Ends a record that never ends. */
    private static final class Bounded extends FilterReader {
        private long read;

        Bounded(Reader in) {
            super(in);
        }

        void begin() {
            read = 0;
        }

        @Override
        public int read() throws IOException {
            count(1);
            return in.read();
        }

        @Override
        public int read(char[] chars, int offset, int length) throws IOException {
            count(length);
            return in.read(chars, offset, length);
        }

        private void count(int chars) throws IOException {
            read += chars;
            if (read > RECORD_CHARS_MAX) {
                throw new BrokenFileException(
                        "broken-csv",
                        "a record has more than " + RECORD_CHARS_MAX + " characters; is a quote not closed?");
            }
        }
    }
}
