package caravan.cli.console;

import caravan.schemas.Source;
import caravan.schemas.SourceStatus;
import caravan.schemas.Topics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The prompt sources that people want to run and how each fares, by its name, at most {@value #NAMES_MAX} of them. Of
 * their settings only where they read from: others may hold a key. Not thread-safe.
 */
final class SourceStates {
    static final int NAMES_MAX = 100;

    private final Map<String, Source> sources = new TreeMap<>();
    private final Map<String, SourceStatus> statuses = new TreeMap<>();

    void see(ConsumerRecord<String, byte[]> record, Optional<SpecificRecord> value) {
        if (record.topic().equals(Topics.SOURCES.name())) {
            set(sources, record, value.map(Source.class::cast));
        } else if (record.topic().equals(Topics.SOURCE_STATUS.name())) {
            set(statuses, record, value.map(SourceStatus.class::cast));
        }
    }

    private static <T> void set(Map<String, T> map, ConsumerRecord<String, byte[]> record, Optional<T> value) {
        if (record.value() == null) {
            map.remove(record.key());
        } else if (map.containsKey(record.key()) || map.size() < NAMES_MAX) {
            value.ifPresent(known -> map.put(record.key(), known));
        }
    }

    /**
     * A row for each source that is known of: how it fares where people named it, and what it has brought.
     *
     * @param made records of each kind that go back to a source, by its name
     */
    SortedMap<String, Map<String, Object>> rows(Map<String, ? extends Map<String, Long>> made) {
        SortedMap<String, Map<String, Object>> rows = new TreeMap<>();
        statuses.forEach((name, status) ->
                rows.computeIfAbsent(name, unknown -> new LinkedHashMap<>()).putAll(fields(status)));
        sources.forEach((name, source) ->
                rows.computeIfAbsent(name, unknown -> new LinkedHashMap<>()).putAll(fields(source)));
        rows.forEach((name, row) -> row.put("state", state(name)));
        made.forEach((name, counts) ->
                rows.computeIfAbsent(name, unknown -> new LinkedHashMap<>()).put("made", new TreeMap<>(counts)));
        return rows;
    }

    private String state(String name) {
        Optional<Source> source = Optional.ofNullable(sources.get(name));
        if (source.isEmpty()) {
            return "removed";
        }
        if (source.get().getPaused()) {
            return "paused";
        }
        return Optional.ofNullable(statuses.get(name))
                .map(SourceStatus::getState)
                .orElse("starting");
    }

    private static Map<String, Object> fields(Source source) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", source.getKind());
        String from =
                source.getSettings().getOrDefault("path", source.getSettings().getOrDefault("topic", ""));
        fields.put("from", from);
        fields.put("weight", source.getWeight());
        fields.put("ratePerSecond", source.getRatePerSecond());
        fields.put("declaredBy", source.getDeclaredBy());
        return fields;
    }

    private static Map<String, Object> fields(SourceStatus status) {
        Map<String, Object> fields = new LinkedHashMap<>();
        status.getDetail().ifPresent(detail -> fields.put("detail", detail));
        status.getAddress().ifPresent(address -> fields.put("address", address));
        fields.put("instance", status.getInstance());
        long refused = status.getRejected().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        fields.put("read", status.getKept() + refused);
        fields.put("kept", status.getKept());
        fields.put("refused", new TreeMap<>(status.getRejected()));
        fields.put("at", status.getUpdatedAt());
        return fields;
    }
}
