package caravan.cli.embedded;

import caravan.schemas.registry.Compatibility;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * Subjects, their versions and levels: what the log's facts add up to. A fact is first written to the log and then
 * believed. An id that was taken for a write that failed is never given again, since the write may have arrived.
 *
 * <p>The level of all subjects without one of their own begins at {@link Compatibility#BACKWARD_TRANSITIVE}
 * (Confluent's: BACKWARD). Thread-safe.
 */
final class SchemaStore {
    private final SchemaLog log;
    private final SortedMap<String, SortedMap<Integer, SchemaVersion>> subjects = new TreeMap<>();
    private final Map<Integer, String> textById = new HashMap<>();
    private final Map<String, Integer> idByText = new HashMap<>();
    private final Map<String, Compatibility> levels = new HashMap<>();
    private Compatibility globalLevel = Compatibility.BACKWARD_TRANSITIVE;
    private int idMax;

    /** Rebuilt from the log. */
    SchemaStore(SchemaLog log) {
        this.log = log;
        log.replay(this::believe);
    }

    /** The id of a schema under a subject, as a new version if it has none there. */
    synchronized int register(String subject, String text) {
        Schema schema = parse(text);
        String printed = schema.toString();
        List<SchemaVersion> present = present(subject);
        Optional<SchemaVersion> same = present.stream()
                .filter(version -> version.text().equals(printed))
                .findFirst();
        if (same.isPresent()) {
            return same.get().id();
        }
        List<String> problems = problems(subject, schema, present);
        if (!problems.isEmpty()) {
            throw new RegistryError(
                    409,
                    "Schema being registered is incompatible with an earlier schema for subject \"" + subject
                            + "\", details: " + problems);
        }
        int id = Optional.ofNullable(idByText.get(printed)).orElseGet(() -> ++idMax);
        write(new SchemaVersion(subject, numberMax(subject) + 1, id, printed, false));
        return id;
    }

    /** What speaks against a schema as the subject's next, by the level that holds for it. */
    synchronized List<String> problems(String subject, String text, List<SchemaVersion> against) {
        return problems(subject, parse(text), against);
    }

    synchronized String textById(int id) {
        return Optional.ofNullable(textById.get(id)).orElseThrow(RegistryError::schemaNotFound);
    }

    /** The versions of all subjects that have an id. */
    synchronized List<SchemaVersion> versionsOf(int id) {
        textById(id);
        return subjects.values().stream()
                .flatMap(versions -> versions.values().stream())
                .filter(version -> version.id() == id && !version.isDeleted())
                .toList();
    }

    synchronized List<String> subjects(boolean withDeleted) {
        return subjects.keySet().stream()
                .filter(subject -> !versions(subject, withDeleted).isEmpty())
                .toList();
    }

    /** A subject's versions, oldest first; empty if it has none. */
    synchronized List<SchemaVersion> versions(String subject, boolean withDeleted) {
        return all(subject).stream()
                .filter(version -> withDeleted || !version.isDeleted())
                .toList();
    }

    /** The version of a subject that has this schema. */
    synchronized SchemaVersion find(String subject, String text, boolean withDeleted) {
        String printed = parse(text).toString();
        List<SchemaVersion> versions = versions(subject, withDeleted);
        if (versions.isEmpty()) {
            throw RegistryError.subjectNotFound(subject);
        }
        return versions.stream()
                .filter(version -> version.text().equals(printed))
                .findFirst()
                .orElseThrow(RegistryError::schemaNotFound);
    }

    /** Hides versions from lists and from compatibility checks; what they wrote stays readable. */
    synchronized void delete(Collection<SchemaVersion> versions) {
        versions.forEach(version -> write(version.deleted()));
    }

    synchronized Compatibility globalLevel() {
        return globalLevel;
    }

    synchronized Optional<Compatibility> levelOf(String subject) {
        return Optional.ofNullable(levels.get(subject));
    }

    synchronized void setGlobalLevel(Compatibility level) {
        writeLevel(JsonNodeFactory.instance.nullNode(), Optional.of(level));
    }

    /** Empty gives the subject back to the global level. */
    synchronized void setLevel(String subject, Optional<Compatibility> level) {
        writeLevel(JsonNodeFactory.instance.textNode(subject), level);
    }

    private List<String> problems(String subject, Schema schema, List<SchemaVersion> against) {
        List<Schema> earlier =
                against.stream().map(version -> parse(version.text())).toList();
        return levelOf(subject).orElse(globalLevel).problems(schema, earlier);
    }

    private List<SchemaVersion> present(String subject) {
        return versions(subject, false);
    }

    private Collection<SchemaVersion> all(String subject) {
        return subjects.getOrDefault(subject, new TreeMap<>()).values();
    }

    private int numberMax(String subject) {
        return all(subject).stream().mapToInt(SchemaVersion::version).max().orElse(0);
    }

    private void write(SchemaVersion version) {
        ObjectNode key = key("SCHEMA", 1).put("subject", version.subject()).put("version", version.version());
        ObjectNode value = JsonNodeFactory.instance
                .objectNode()
                .put("subject", version.subject())
                .put("version", version.version())
                .put("id", version.id())
                .put("schema", version.text())
                .put("deleted", version.isDeleted());
        append(key, value);
    }

    private void writeLevel(JsonNode subject, Optional<Compatibility> level) {
        JsonNode value = level.<JsonNode>map(
                        chosen -> JsonNodeFactory.instance.objectNode().put("compatibilityLevel", chosen.name()))
                .orElseGet(JsonNodeFactory.instance::nullNode);
        append(key("CONFIG", 0).set("subject", subject), value);
    }

    private static ObjectNode key(String type, int magic) {
        return JsonNodeFactory.instance.objectNode().put("keytype", type).put("magic", magic);
    }

    private void append(JsonNode key, JsonNode value) {
        log.append(key, value);
        believe(key, value);
    }

    private void believe(JsonNode key, JsonNode value) {
        switch (key.path("keytype").asText()) {
            case "SCHEMA" -> believeSchema(value);
            case "CONFIG" -> believeLevel(key.path("subject"), value);
            default -> {
                // Confluent's registry writes other kinds too (NOOP, MODE); nothing here depends on them.
            }
        }
    }

    private void believeSchema(JsonNode value) {
        SchemaVersion version = new SchemaVersion(
                value.path("subject").asText(),
                value.path("version").asInt(),
                value.path("id").asInt(),
                value.path("schema").asText(),
                value.path("deleted").asBoolean());
        subjects.computeIfAbsent(version.subject(), subject -> new TreeMap<>()).put(version.version(), version);
        textById.put(version.id(), version.text());
        idByText.put(version.text(), version.id());
        idMax = Math.max(idMax, version.id());
    }

    private void believeLevel(JsonNode subject, JsonNode value) {
        Optional<Compatibility> level = Stream.of(value.path("compatibilityLevel"))
                .filter(JsonNode::isTextual)
                .map(text -> Compatibility.valueOf(text.asText()))
                .findFirst();
        if (!subject.isTextual()) {
            globalLevel = level.orElse(Compatibility.BACKWARD_TRANSITIVE);
        } else if (level.isPresent()) {
            levels.put(subject.asText(), level.get());
        } else {
            levels.remove(subject.asText());
        }
    }

    private static Schema parse(String text) {
        try {
            return new Schema.Parser().parse(text);
        } catch (AvroRuntimeException e) {
            throw RegistryError.invalidSchema(String.valueOf(e.getMessage()));
        }
    }
}
