package caravan.cli.audit;

import caravan.cli.host.Cluster;
import caravan.schemas.Dataset;
import caravan.schemas.EngravingExample;
import caravan.schemas.OffsetRange;
import caravan.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Enters what a scan hands over into books. Not thread-safe. */
public final class Bookkeeper {
    private final PathReader reader;
    private final Books books;
    private final List<Dataset> datasets = new ArrayList<>();
    private final List<Placed> unsealed = new ArrayList<>();

    /** An example that no known dataset holds yet. */
    private record Placed(int partition, long offset, EngravingExample example) {}

    /** Keeps these books. */
    public Bookkeeper(Cluster cluster, Books books) {
        this.reader = new PathReader(cluster);
        this.books = books;
    }

    /** Enters one record. */
    public void enter(ConsumerRecord<String, byte[]> record) {
        Optional<String> dead = PathReader.deadLetterOf(record);
        if (dead.isPresent()) {
            books.enterDeadLetter(dead.get(), record.key());
            return;
        }
        reader.read(record).ifPresent(value -> enter(record, value));
    }

    /** Enters a record that the caller has read already. */
    public void enter(ConsumerRecord<String, byte[]> record, SpecificRecord value) {
        books.enter(value);
        if (value instanceof EngravingExample example) {
            Placed placed = new Placed(record.partition(), record.offset(), example);
            if (datasets.stream().anyMatch(dataset -> holds(dataset, placed))) {
                books.enterSealed(example);
            } else {
                unsealed.add(placed);
            }
        } else if (value instanceof Dataset dataset && record.topic().equals(Topics.DATASETS.name())) {
            datasets.add(dataset);
            unsealed.removeIf(placed -> {
                boolean held = holds(dataset, placed);
                if (held) {
                    books.enterSealed(placed.example());
                }
                return held;
            });
        }
    }

    private static boolean holds(Dataset dataset, Placed placed) {
        return dataset.getRun().equals(placed.example().getLineage().getRun())
                && dataset.getRanges().stream().anyMatch(range -> holds(range, placed));
    }

    private static boolean holds(OffsetRange range, Placed placed) {
        return range.getPartition() == placed.partition()
                && placed.offset() >= range.getFrom()
                && placed.offset() < range.getTo();
    }
}
