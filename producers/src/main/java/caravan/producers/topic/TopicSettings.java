package caravan.producers.topic;

import caravan.producers.SourceSettings;
import caravan.producers.reading.FieldMapping;
import java.util.Optional;

/**
 * Which topic is read, and how.
 *
 * @param topic its name
 * @param bootstrapServers the cluster that holds it; empty for the one that carries the path
 * @param format auto, json, text or avro; auto takes values that begin with the Confluent magic byte for Avro
 * @param isFromEarliest whether it begins with what is there already, or with what comes
 * @param mapping where instruction and input stand
 */
record TopicSettings(
        String topic, Optional<String> bootstrapServers, String format, boolean isFromEarliest, FieldMapping mapping) {
    private static final String OURS = "caravan.";

    static TopicSettings of(SourceSettings settings) {
        TopicSettings read = new TopicSettings(
                settings.required("topic"),
                settings.text("bootstrap-servers"),
                settings.oneOf("format", "auto", "auto", "json", "text", "avro"),
                settings.oneOf("from", "earliest", "earliest", "latest").equals("earliest"),
                FieldMapping.of(settings));
        settings.requireNoOthers();
        if (read.topic.startsWith(OURS) && read.bootstrapServers.isEmpty()) {
            throw new IllegalArgumentException("'topic' must not be one of the path's own, which begin with '" + OURS
                    + "': what they hold would go round for ever; was '" + read.topic + "'");
        }
        return read;
    }
}
