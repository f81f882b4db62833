package caravan.trainer.export;

import caravan.trainer.dataset.SealedRow;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;

/** Writes a view of rows to a file. */
final class RowFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RowFile() {}

    static void write(Path file, Format format, View view, List<SealedRow> rows) throws IOException {
        if (format == Format.PARQUET) {
            writeParquet(file, view, rows);
        } else {
            writeJsonl(file, view, rows);
        }
    }

    private static void writeParquet(Path file, View view, List<SealedRow> rows) throws IOException {
        PlainParquetConfiguration lists = new PlainParquetConfiguration();
        // Lists as the format's specification has them since 2014, which other readers expect.
        lists.setBoolean(AvroWriteSupport.WRITE_OLD_LIST_STRUCTURE, false);
        try (ParquetWriter<GenericRecord> writer = AvroParquetWriter.<GenericRecord>builder(new LocalOutputFile(file))
                .withConf(lists)
                .withSchema(view.schema())
                .withDataModel(GenericData.get())
                .withCodecFactory(new ZstdCodecs())
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .build()) {
            for (SealedRow row : rows) {
                writer.write(view.of(row));
            }
        }
    }

    private static void writeJsonl(Path file, View view, List<SealedRow> rows) throws IOException {
        try (BufferedWriter lines = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (SealedRow row : rows) {
                lines.write(JSON.writeValueAsString(json(view.of(row))));
                lines.write('\n');
            }
        }
    }

    private static ObjectNode json(GenericRecord record) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (Schema.Field field : record.getSchema().getFields()) {
            Object value = record.get(field.pos());
            if (value instanceof Collection<?> list) {
                ArrayNode array = json.putArray(field.name());
                list.forEach(each -> {
                    if (each instanceof GenericRecord nested) {
                        array.add(json(nested));
                    } else {
                        array.addPOJO(each);
                    }
                });
            } else {
                json.putPOJO(field.name(), value);
            }
        }
        return json;
    }
}
