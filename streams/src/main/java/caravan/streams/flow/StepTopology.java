package caravan.streams.flow;

import caravan.schemas.GenerationRequest;
import caravan.schemas.Topic;
import caravan.schemas.wire.RecordSerdes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Wires verbs to topics. Each operator stands alone between its source and its own sinks, named
 * {@code OPERATOR-to-TOPIC}: operators that shared a sink would be one sub-topology, and one would wait for the other.
 */
public final class StepTopology {
    private final Topology topology = new Topology();
    private final RecordSerdes serdes;
    private final StepMetrics metrics;

    /** An empty topology. */
    public StepTopology(RecordSerdes serdes, StepMetrics metrics) {
        this.serdes = serdes;
        this.metrics = metrics;
    }

    /** An operator that judges each record: what comes in is sent on or rejected, and all three are counted. */
    public <I extends SpecificRecord> StepTopology judging(String name, Topic<I> from, Verb<I> verb, Topic<?>... to) {
        return operator(name, from, verb, true, List.of(to));
    }

    /** An operator that only asks: its records are questions, which are counted when their answers are judged. */
    public <I extends SpecificRecord> StepTopology asking(String name, Topic<I> from, Verb<I> verb, Topic<?>... to) {
        return operator(name, from, verb, false, List.of(to));
    }

    /** The wired topology. */
    public Topology build() {
        return topology;
    }

    /** A topic's name without the common {@code caravan.} before it, with dashes: fit for a node's name. */
    public static String nodeName(Topic<?> topic) {
        return topic.name().replaceFirst("^caravan\\.", "").replace('.', '-');
    }

    private <I extends SpecificRecord> StepTopology operator(
            String name, Topic<I> from, Verb<I> verb, boolean counted, List<Topic<?>> to) {
        Map<Class<?>, String> sinkByType = new HashMap<>();
        topology.addSource(
                nodeName(from),
                Serdes.String().deserializer(),
                serdes.values(from).deserializer(),
                from.name());
        ProcessorSupplier<String, I, String, SpecificRecord> operator =
                () -> new Operator<>(verb, metrics, counted, sinkByType);
        topology.addProcessor(name, operator, nodeName(from));
        for (Topic<?> topic : to) {
            String sink = name + "-to-" + nodeName(topic);
            sinkByType.put(topic.type(), sink);
            sink(sink, topic, name);
        }
        return this;
    }

    private <V extends SpecificRecord> void sink(String sink, Topic<V> topic, String from) {
        Serializer<V> values = serdes.values(topic).serializer();
        if (topic.type() == GenerationRequest.class) {
            topology.addSink(sink, topic.name(), Serdes.String().serializer(), values, new ByCall(), from);
        } else {
            topology.addSink(sink, topic.name(), Serdes.String().serializer(), values, from);
        }
    }

    private static final class Operator<I extends SpecificRecord>
            extends ContextualProcessor<String, I, String, SpecificRecord> {
        private final Verb<I> verb;
        private final StepMetrics metrics;
        private final boolean counted;
        private final Map<Class<?>, String> sinkByType;

        Operator(Verb<I> verb, StepMetrics metrics, boolean counted, Map<Class<?>, String> sinkByType) {
            this.verb = verb;
            this.metrics = metrics;
            this.counted = counted;
            this.sinkByType = sinkByType;
        }

        @Override
        public void process(Record<String, I> record) {
            if (counted) {
                metrics.tookIn(record.value());
            }
            for (SpecificRecord made : verb.of(record.value(), context().currentSystemTimeMs())) {
                context().forward(record.withKey(RecordKeys.of(made)).withValue(made), sinkFor(made));
                if (counted) {
                    metrics.count(made, context().currentSystemTimeMs());
                }
            }
        }

        private String sinkFor(SpecificRecord made) {
            String sink = sinkByType.get(made.getClass());
            if (sink == null) {
                throw new IllegalStateException("operator has no sink for a "
                        + made.getClass().getSimpleName() + "; it has " + sinkByType.keySet());
            }
            return sink;
        }
    }
}
