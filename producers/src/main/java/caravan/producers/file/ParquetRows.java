package caravan.producers.file;

import caravan.producers.Found;
import caravan.producers.reading.AvroFields;
import caravan.producers.reading.FieldMapping;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.io.LocalInputFile;

/** The rows of a Parquet file, uncompressed or in Snappy, gzip or zstd. */
final class ParquetRows implements RowReader {
    private final ParquetReader<IndexedRecord> rows;
    private final FieldMapping mapping;
    private long number;

    private ParquetRows(ParquetReader<IndexedRecord> rows, FieldMapping mapping) {
        this.rows = rows;
        this.mapping = mapping;
    }

    static ParquetRows open(Path file, FieldMapping mapping, Mark mark) throws IOException {
        ParquetRows opened;
        try {
            opened = new ParquetRows(
                    AvroParquetReader.<IndexedRecord>builder(new LocalInputFile(file), new PlainParquetConfiguration())
                            .withDataModel(GenericData.get())
                            .withCodecFactory(new ParquetCodecs())
                            .build(),
                    mapping);
        } catch (RuntimeException e) {
            throw broken(e);
        }
        while (opened.number < mark.number() && opened.next().isPresent()) {
            // Row groups could be jumped over; a restart in the middle of a file is rare.
        }
        return opened;
    }

    @Override
    public Optional<Found> next() throws IOException {
        IndexedRecord row;
        try {
            row = rows.read();
        } catch (RuntimeException e) {
            // The library throws what it likes at bytes that are not as its format says.
            throw broken(e);
        }
        if (row == null) {
            return Optional.empty();
        }
        number++;
        return Optional.of(mapping.ofRow(name -> AvroFields.get(row, name), AvroFields.shown(row)));
    }

    private static BrokenFileException broken(RuntimeException e) {
        return new BrokenFileException("broken-parquet", "not a sound Parquet file: " + e.getMessage());
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
        rows.close();
    }
}
