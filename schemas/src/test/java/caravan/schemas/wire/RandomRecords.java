package caravan.schemas.wire;

import caravan.schemas.PendingRequest;
import caravan.schemas.Topic;
import caravan.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;

/** Records of every kind with arbitrary content, the same for the same seed. */
final class RandomRecords {
    private RandomRecords() {}

    /** One topic for each record type, and the store whose entries travel in a changelog. */
    static Stream<Topic<?>> topics() {
        Topic<PendingRequest> pending =
                new Topic<>("caravan.pending", PendingRequest.class, 1, Topic.Retention.COMPACTED);
        return Stream.concat(Topics.all().stream(), Stream.of(pending));
    }

    static <V extends SpecificRecord> List<V> of(Topic<V> topic, int count, long seed) {
        List<V> records = new ArrayList<>();
        for (Object random : new RandomData(new SpecificData(), topic.schema(), count, seed)) {
            records.add(topic.type().cast(random));
        }
        return records;
    }
}
