package caravan.producers.reading;

import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Fields of an Avro record by their names, those of records within it by names with dots. */
public final class AvroFields {
    private static final int SHOWN_CHARS = 4_096;

    private AvroFields() {}

    /** The value; nothing if there is none. */
    public static @Nullable Object get(IndexedRecord record, String name) {
        Schema.Field field = record.getSchema().getField(name);
        if (field != null) {
            return record.get(field.pos());
        }
        int dot = name.indexOf('.');
        if (dot < 0) {
            return null;
        }
        return get(record, name.substring(0, dot)) instanceof IndexedRecord inner
                ? get(inner, name.substring(dot + 1))
                : null;
    }

    /** A record as a rejection shows it. */
    public static String shown(IndexedRecord record) {
        String text = record.toString();
        return text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS);
    }
}
