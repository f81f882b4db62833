package caravan.cli.host;

import caravan.cli.config.CaravanConfig;
import caravan.producers.host.SourceKinds;
import caravan.schemas.EngravingExample;
import caravan.schemas.Source;
import caravan.schemas.SourceStatus;
import caravan.schemas.Topic;
import caravan.schemas.TopicCreation;
import caravan.schemas.TopicDefinition;
import caravan.schemas.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.serialization.Deserializer;

/** The prompt sources that a cluster's people want to run, as the topic of sources keeps them. */
public final class Sources {
    private static final String TABLE = "caravan-sources-table";
    private static final String FILE = "caravan.yaml";
    private static final int TRIES = 10;

    private final Cluster cluster;
    private final SourceKinds kinds = new SourceKinds(Sources.class.getClassLoader());

    /** The sources of a cluster. */
    public Sources(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The kinds of source that this process knows. */
    public SourceKinds kinds() {
        return kinds;
    }

    /** Creates their topics, where no caravan has run yet. */
    public Sources prepare(CaravanConfig config) {
        try (Admin admin = cluster.admin()) {
            new TopicCreation(admin, config.kafka().replication())
                    .ensure(Stream.<Topic<?>>of(Topics.SOURCES, Topics.SOURCE_STATUS, Topics.SOURCE_POSITIONS)
                            .map(TopicDefinition::of)
                            .toList());
        }
        return this;
    }

    /** Every source by its name. */
    public Map<String, Source> all() {
        return new TreeMap<>(Tables.latest(cluster, Topics.SOURCES));
    }

    /** How each that ever ran fares, by its name. */
    public Map<String, SourceStatus> statuses() {
        return Tables.latest(cluster, Topics.SOURCE_STATUS);
    }

    /** How many examples were made of each source's prompts. Reads every example. */
    public Map<String, Long> examples() {
        Map<String, Long> counts = new HashMap<>();
        Deserializer<EngravingExample> values =
                cluster.serdes().values(Topics.EXAMPLES).deserializer();
        try (TopicScan scan = new TopicScan(cluster, List.of(Topics.EXAMPLES.name()))) {
            scan.toEnd(record -> {
                if (record.value() != null) {
                    counts.merge(
                            values.deserialize(record.topic(), record.value())
                                    .getLineage()
                                    .getSource(),
                            1L,
                            Long::sum);
                }
            });
        }
        return counts;
    }

    /**
     * Adds a source; empty if there is one of this name already.
     *
     * @throws IllegalArgumentException if something is wrong with it
     */
    public Optional<Source> add(SourceDeclaration declaration) {
        Source source = declaration.source(kinds);
        return change(declaration.name(), known -> known.isEmpty() ? Optional.of(source) : Optional.empty());
    }

    /** Lets a source rest, or go on; empty if there is none of this name. */
    public Optional<Source> setPaused(String name, boolean paused) {
        return change(
                name,
                known -> known.map(
                        source -> Source.newBuilder(source).setPaused(paused).build()));
    }

    /**
     * Takes the sources of a configuration into the topic. One that stands there as it is written, paused or not, is
     * let be, so a restart changes nothing; one that is written otherwise now is replaced.
     */
    void declare(Map<String, Map<String, String>> written) {
        List<String> names = new ArrayList<>(new TreeMap<>(written).keySet());
        for (String name : names) {
            Source wanted = new SourceDeclaration(name, written.getOrDefault(name, Map.of()), FILE).source(kinds);
            change(
                    name,
                    known -> known.filter(source -> isSame(source, wanted)).isPresent()
                            ? Optional.empty()
                            : Optional.of(Source.newBuilder(wanted)
                                    .setPaused(known.map(Source::getPaused).orElse(wanted.getPaused()))
                                    .build()));
        }
    }

    private static boolean isSame(Source one, Source other) {
        return one.getKind().equals(other.getKind())
                && one.getSettings().equals(other.getSettings())
                && one.getWeight() == other.getWeight()
                && one.getRatePerSecond() == other.getRatePerSecond();
    }

    /** Removes a source; false if there is none of this name. */
    public boolean remove(String name) {
        for (int tried = 0; tried < TRIES; tried++) {
            Optional<Boolean> removed = Writer.inTransaction(cluster, TABLE, writer -> {
                boolean isThere = all().containsKey(name);
                if (isThere) {
                    writer.remove(Topics.SOURCES, name);
                }
                return isThere;
            });
            if (removed.isPresent()) {
                return removed.get();
            }
        }
        throw new IllegalStateException("others change the sources all the time");
    }

    /**
     * Forgets up to where a removed source was read, and what was counted. Fences whoever still runs it first, so that
     * nothing is written behind this.
     */
    public void forget(String name) {
        Writer.inTransaction(cluster, "caravan-source-" + name, writer -> {
            Tables.latest(cluster, Topics.SOURCE_POSITIONS).forEach((key, position) -> {
                if (position.getSource().equals(name)) {
                    writer.remove(Topics.SOURCE_POSITIONS, key);
                }
            });
            writer.remove(Topics.SOURCE_STATUS, name);
            return name;
        });
    }

    /** Reads, decides and writes as one, so that of two who change it neither undoes the other. */
    private Optional<Source> change(String name, Function<Optional<Source>, Optional<Source>> decision) {
        for (int tried = 0; tried < TRIES; tried++) {
            Optional<Optional<Source>> changed = Writer.inTransaction(cluster, TABLE, writer -> {
                Optional<Source> now = decision.apply(Optional.ofNullable(all().get(name)));
                now.ifPresent(source -> writer.send(Topics.SOURCES, name, source));
                return now;
            });
            if (changed.isPresent()) {
                return changed.get();
            }
        }
        throw new IllegalStateException("others change the sources all the time");
    }
}
