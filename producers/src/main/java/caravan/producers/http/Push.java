package caravan.producers.http;

import caravan.producers.Entry;
import caravan.producers.Found;
import caravan.producers.reading.FieldMapping;
import caravan.producers.reading.Line;
import caravan.producers.reading.LineParser;
import caravan.producers.reading.LineReader;
import caravan.producers.reading.LineSource;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * What one request pushes. Its place is the sender's idempotency key, with the line's number in a batch; without a key
 * every request is a new one.
 *
 * @param entries a line each
 */
record Push(List<Entry> entries) {
    static final int BODY_BYTES_MAX = 8 << 20;

    private static final int LINES_MAX = 10_000;
    private static final int KEY_CHARS_MAX = 200;
    private static final int FAULTS_TOLD_MAX = 100;
    private static final JsonMapper JSON = new JsonMapper();

    /** @throws IllegalArgumentException if the request as a whole cannot be taken */
    static Push read(byte[] body, Optional<String> contentType, Optional<String> key, FieldMapping mapping)
            throws IOException {
        if (key.isPresent() && (key.get().isBlank() || key.get().length() > KEY_CHARS_MAX)) {
            throw new IllegalArgumentException("Idempotency-Key must have 1 to " + KEY_CHARS_MAX + " characters, has "
                    + key.get().length());
        }
        String place = key.map(given -> "key:" + given).orElseGet(() -> "push:" + UUID.randomUUID());
        String type = contentType
                .map(given -> given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .orElse("application/json");
        return switch (type) {
            case "application/json" -> one(body, place, new LineParser(mapping, LineParser.Format.JSON));
            case "text/plain" -> one(body, place, new LineParser(mapping, LineParser.Format.TEXT));
            case "application/x-ndjson", "application/jsonl", "application/x-jsonlines" ->
                lines(body, place, new LineParser(mapping, LineParser.Format.JSON));
            default ->
                throw new IllegalArgumentException(
                        "Content-Type must be application/json, application/x-ndjson or text/plain, was " + type);
        };
    }

    private static Push one(byte[] body, String place, LineParser parser) {
        return new Push(List.of(new Entry(place, parser.parse(Line.alone(body, LineSource.LINE_BYTES_MAX)))));
    }

    private static Push lines(byte[] body, String place, LineParser parser) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (LineReader reader = new LineReader(new ByteArrayInputStream(body), LineSource.LINE_BYTES_MAX)) {
            Optional<Line> line = reader.next();
            while (line.isPresent()) {
                if (entries.size() == LINES_MAX) {
                    throw new IllegalArgumentException("a batch must have at most " + LINES_MAX + " lines");
                }
                entries.add(new Entry(place + ":" + line.get().number(), parser.parse(line.get())));
                line = reader.next();
            }
        }
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("the batch has no lines");
        }
        return new Push(entries);
    }

    static boolean isFault(Entry entry) {
        return entry.found() instanceof Found.Fault;
    }

    /**
     * The answer's body: ids of what was taken, in order; number, reason and detail of the first lines that were not.
     */
    String answer(List<String> ids) {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode accepted = answer.putArray("ids");
        ids.forEach(accepted::add);
        answer.put("rejected", entries.size() - ids.size());
        ArrayNode faults = answer.putArray("faults");
        for (int i = 0; i < entries.size() && faults.size() < FAULTS_TOLD_MAX; i++) {
            if (entries.get(i).found() instanceof Found.Fault fault) {
                faults.addObject()
                        .put("line", i + 1)
                        .put("reason", fault.reason())
                        .put("detail", fault.detail());
            }
        }
        return answer.toString();
    }

    static String error(String error, String detail) {
        return JSON.createObjectNode().put("error", error).put("detail", detail).toString();
    }
}
