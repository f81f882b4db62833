package caravan.cli.trace;

import caravan.cli.audit.PathReader;
import caravan.cli.host.Cluster;
import caravan.cli.host.TopicScan;
import caravan.cli.trace.Stop.Kind;
import caravan.cli.trace.Stop.Ref;
import caravan.schemas.Dataset;
import caravan.schemas.EngravingExample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** All stops of the topics, found by id, and in both directions of the path. Not thread-safe. */
final class Ways {
    private final Map<Ref, Stop> stops = new HashMap<>();
    private final Map<Ref, List<Stop>> rejections = new HashMap<>();
    private final Map<Ref, List<Stop>> children = new HashMap<>();
    private final List<Dataset> datasets = new ArrayList<>();
    private final List<Placed> examples = new ArrayList<>();

    private record Placed(int partition, long offset, String run, Ref example) {}

    /** Reads the topics to their ends. */
    static Ways read(Cluster cluster) {
        Ways ways = new Ways();
        PathReader reader = new PathReader(cluster);
        try (TopicScan scan = new TopicScan(cluster, PathReader.topics())) {
            scan.toEnd(record -> reader.read(record).ifPresent(value -> ways.add(record, value)));
        }
        ways.connect();
        return ways;
    }

    void add(ConsumerRecord<String, byte[]> record, SpecificRecord value) {
        Stops.of(value).ifPresent(this::add);
        if (value instanceof Dataset dataset) {
            datasets.add(dataset);
        } else if (value instanceof EngravingExample example) {
            Ref ref = new Ref(Kind.EXAMPLE, example.getId());
            examples.add(new Placed(
                    record.partition(), record.offset(), example.getLineage().getRun(), ref));
        }
    }

    private void add(Stop stop) {
        if (stop.ref().kind() == Kind.REJECTION) {
            rejections.computeIfAbsent(stop.ref(), unknown -> new ArrayList<>()).add(stop);
        } else {
            stops.putIfAbsent(stop.ref(), stop);
        }
    }

    /** Draws the lines between the stops, once all are there. */
    void connect() {
        // An answered request is told by its completion.
        stops.keySet()
                .removeIf(ref -> ref.kind() == Kind.REQUEST && stops.containsKey(new Ref(Kind.COMPLETION, ref.id())));
        stops.values().forEach(this::hang);
        rejections.values().forEach(list -> list.forEach(this::hang));
        for (Placed placed : examples) {
            datasets.stream()
                    .filter(dataset -> holds(dataset, placed))
                    .forEach(dataset -> Optional.ofNullable(stops.get(new Ref(Kind.DATASET, dataset.getId())))
                            .ifPresent(stop -> childrenOf(placed.example()).add(stop)));
        }
        children.values().forEach(list -> list.sort(Comparator.comparingLong(Stop::at)));
    }

    private void hang(Stop stop) {
        stop.from().forEach(from -> childrenOf(from).add(stop));
    }

    private List<Stop> childrenOf(Ref ref) {
        return children.computeIfAbsent(ref, unknown -> new ArrayList<>());
    }

    private static boolean holds(Dataset dataset, Placed placed) {
        return dataset.getRun().equals(placed.run())
                && dataset.getRanges().stream()
                        .anyMatch(range -> range.getPartition() == placed.partition()
                                && placed.offset() >= range.getFrom()
                                && placed.offset() < range.getTo());
    }

    /** Every stop whose id begins with the given text, earliest kind first. */
    List<Stop> find(String idStart) {
        List<Stop> found = new ArrayList<>();
        stops.values().stream()
                .filter(stop -> stop.ref().id().startsWith(idStart))
                .forEach(found::add);
        rejections
                .values()
                .forEach(list -> list.stream()
                        .filter(stop -> stop.ref().id().startsWith(idStart))
                        .forEach(found::add));
        found.sort(Comparator.comparing(stop -> stop.ref().kind()));
        return found;
    }

    /** What a stop was made from, as far as the topics still hold it. */
    List<Stop> parents(Stop stop) {
        return stop.from().stream()
                .flatMap(ref -> Optional.ofNullable(stops.get(ref)).stream())
                .toList();
    }

    /** What was made from a stop. */
    List<Stop> children(Stop stop) {
        return children.getOrDefault(stop.ref(), List.of());
    }
}
