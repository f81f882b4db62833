package caravan.streams.generate;

import caravan.schemas.Model;
import caravan.schemas.Prefix;
import caravan.schemas.Run;
import caravan.schemas.RunStatus;
import caravan.schemas.Serving;
import caravan.schemas.Topic;
import caravan.schemas.Topics;
import caravan.schemas.wire.RecordSerdes;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * The compacted topics that every task must know whole: prefixes, models, serving and runs, each a global store in
 * memory (a few records each), read to its end before the first request is. Each change tells {@code epoch}, so that
 * requests which wait for one are looked at again.
 */
final class GlobalTables {
    private final RecordSerdes serdes;
    private final AtomicLong epoch;

    GlobalTables(RecordSerdes serdes, AtomicLong epoch) {
        this.serdes = serdes;
        this.epoch = epoch;
    }

    void addTo(Topology topology) {
        add(topology, "prefixes", Topics.PREFIXES);
        add(topology, "models", Topics.MODELS);
        add(topology, "serving", Topics.SERVING);
        add(topology, "runs", Topics.RUNS);
    }

    /** The tables as a task sees them. */
    static Catalogue catalogue(ProcessorContext<?, ?> context) {
        KeyValueStore<String, Prefix> prefixes = context.getStateStore(storeName("prefixes"));
        KeyValueStore<String, Model> models = context.getStateStore(storeName("models"));
        KeyValueStore<String, Serving> serving = context.getStateStore(storeName("serving"));
        KeyValueStore<String, Run> runs = context.getStateStore(storeName("runs"));
        return new Catalogue() {
            @Override
            public Optional<String> prefix(String hash) {
                return Optional.ofNullable(prefixes.get(hash)).map(Prefix::getText);
            }

            @Override
            public Optional<String> served(String alias) {
                return Optional.ofNullable(serving.get(alias)).map(Serving::getVersion);
            }

            @Override
            public Optional<Model> model(String version) {
                return Optional.ofNullable(models.get(version));
            }

            @Override
            public boolean isComplete(String run) {
                return Optional.ofNullable(runs.get(run)).map(Run::getStatus).equals(Optional.of(RunStatus.COMPLETE));
            }
        };
    }

    private static String storeName(String table) {
        return GenerateTopology.STEP + "-" + table;
    }

    private <V extends SpecificRecord> void add(Topology topology, String table, Topic<V> topic) {
        Serde<V> values = serdes.values(topic);
        String store = storeName(table);
        topology.addGlobalStore(
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(store), Serdes.String(), values)
                        .withLoggingDisabled(),
                table,
                Serdes.String().deserializer(),
                values.deserializer(),
                topic.name(),
                "keep-" + table,
                () -> new Keep<V>(store, epoch));
    }

    private static final class Keep<V> extends ContextualProcessor<String, V, Void, Void> {
        private final String store;
        private final AtomicLong epoch;

        Keep(String store, AtomicLong epoch) {
            this.store = store;
            this.epoch = epoch;
        }

        @Override
        public void process(Record<String, V> record) {
            KeyValueStore<String, V> table = context().getStateStore(store);
            table.put(record.key(), record.value());
            epoch.incrementAndGet();
        }
    }
}
