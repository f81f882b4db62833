package caravan.producers.topic;

import caravan.producers.SourceKind;
import caravan.producers.SourceSettings;

/** {@code topic}: a Kafka topic. */
public final class TopicKind implements SourceKind {
    @Override
    public String name() {
        return "topic";
    }

    @Override
    public Opener configure(SourceSettings settings) {
        TopicSettings read = TopicSettings.of(settings);
        return opening -> TopicSource.open(read, opening);
    }
}
