package caravan.streams.novelty;

import caravan.principles.Principles;
import caravan.schemas.Candidate;
import caravan.schemas.Draw;
import caravan.schemas.DrawOutcome;
import caravan.schemas.DrawYield;
import caravan.schemas.Instruction;
import caravan.schemas.Run;
import caravan.schemas.Topic;
import caravan.schemas.Topics;
import caravan.schemas.wire.RecordSerdes;
import caravan.streams.flow.RecordKeys;
import caravan.streams.flow.StepMetrics;
import caravan.streams.flow.StepTopology;
import caravan.streams.flow.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires novelty: one task over candidates, draw outcomes and runs, each of one partition, and its four stores. */
public final class NoveltyTopology {
    /** The step's name. */
    public static final String STEP = "novelty";

    private static final String OPERATOR = "keep-what-is-new";
    private static final String POOL = "pool";
    private static final String RUNS = "runs";
    private static final String OUTSTANDING = "outstanding-draws";
    private static final String NUMBERS = "numbers";
    private static final Duration PLANNING_INTERVAL = Duration.ofMillis(200);

    private static final Logger LOG = LoggerFactory.getLogger(NoveltyTopology.class);

    private NoveltyTopology() {}

    /** The topology. */
    public static Topology of(
            NoveltySettings settings, Principles principles, RecordSerdes serdes, MeterRegistry meters) {
        Novelty.Expected expected = new Novelty.Expected(
                principles.version(),
                principles.seedTasks().size(),
                principles.redTeamTypes().size());
        return of(settings, expected, serdes, meters);
    }

    static Topology of(NoveltySettings settings, Novelty.Expected expected, RecordSerdes serdes, MeterRegistry meters) {
        StepMetrics metrics = new StepMetrics(meters, STEP);
        ProcessorSupplier<String, SpecificRecord, String, SpecificRecord> keeper =
                () -> new Keeper(settings, expected, metrics, meters);
        Topology topology = new Topology();
        source(topology, serdes, Topics.CANDIDATES);
        source(topology, serdes, Topics.DRAW_OUTCOMES);
        source(topology, serdes, Topics.RUNS);
        topology.addProcessor(
                OPERATOR,
                keeper,
                StepTopology.nodeName(Topics.CANDIDATES),
                StepTopology.nodeName(Topics.DRAW_OUTCOMES),
                StepTopology.nodeName(Topics.RUNS));
        store(topology, POOL, serdes.values(Topics.INSTRUCTIONS));
        store(topology, RUNS, serdes.values(Topics.RUNS));
        store(topology, OUTSTANDING, serdes.values(Topics.DRAWS));
        store(topology, NUMBERS, Serdes.Long());
        sink(topology, serdes, Topics.INSTRUCTIONS);
        sink(topology, serdes, Topics.DRAWS);
        sink(topology, serdes, Topics.YIELDS);
        sink(topology, serdes, Topics.REJECTIONS);
        return topology;
    }

    private static void source(Topology topology, RecordSerdes serdes, Topic<?> topic) {
        topology.addSource(
                StepTopology.nodeName(topic),
                Serdes.String().deserializer(),
                serdes.values(topic).deserializer(),
                topic.name());
    }

    private static void sink(Topology topology, RecordSerdes serdes, Topic<?> topic) {
        topology.addSink(
                sinkOf(topic),
                topic.name(),
                Serdes.String().serializer(),
                serdes.values(topic).serializer(),
                OPERATOR);
    }

    private static String sinkOf(Topic<?> topic) {
        return OPERATOR + "-to-" + StepTopology.nodeName(topic);
    }

    private static void store(Topology topology, String name, Serde<?> values) {
        topology.addStateStore(
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), values), OPERATOR);
    }

    /** Hands records to {@link Novelty}, and what comes back to the sinks. */
    private static final class Keeper extends ContextualProcessor<String, SpecificRecord, String, SpecificRecord> {
        private final NoveltySettings settings;
        private final Novelty.Expected expected;
        private final StepMetrics metrics;
        private final MeterRegistry meters;
        private @Nullable Novelty novelty;

        Keeper(NoveltySettings settings, Novelty.Expected expected, StepMetrics metrics, MeterRegistry meters) {
            this.settings = settings;
            this.expected = expected;
            this.metrics = metrics;
            this.meters = meters;
        }

        /** Also called when a task is revived after an aborted transaction: memory is read anew from the stores. */
        @Override
        public void init(ProcessorContext<String, SpecificRecord> context) {
            super.init(context);
            if (context.taskId().partition() != 0) {
                throw new IllegalStateException(Topics.CANDIDATES.name() + ", " + Topics.DRAW_OUTCOMES.name() + " and "
                        + Topics.RUNS.name() + " must have 1 partition each, since their order is the order of the pool"
                        + "; one has a partition " + context.taskId().partition());
            }
            Novelty begun = new Novelty(settings, expected, new Stored(context));
            novelty = begun;
            context.schedule(PLANNING_INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> plan(begun, now));
        }

        @Override
        public void process(Record<String, SpecificRecord> record) {
            Novelty thinking = Objects.requireNonNull(novelty, "init comes first");
            SpecificRecord value = record.value();
            if (value instanceof Candidate candidate) {
                metrics.tookIn();
                thinking.judge(candidate, context().currentSystemTimeMs())
                        .ifPresentOrElse(judged -> send(record, judged), metrics::sentOn);
            } else if (value instanceof DrawOutcome outcome) {
                thinking.learn(outcome, context().currentSystemTimeMs()).ifPresent(yielded -> report(record, yielded));
            } else if (value instanceof Run run) {
                thinking.learn(run);
            }
        }

        private void report(Record<String, SpecificRecord> from, DrawYield yielded) {
            String key = yielded.getRun() + "/" + yielded.getWay();
            context().forward(from.withKey(key).withValue(yielded), sinkOf(Topics.YIELDS));
            if (yielded.getExhausted()) {
                LOG.warn(
                        "run {}: of {} items in {} draws of the way {}, {} were new, less than {} %; no more are planned",
                        yielded.getRun(),
                        yielded.getItems(),
                        yielded.getDraws(),
                        yielded.getWay(),
                        yielded.getKept(),
                        settings.exhaustion().yieldPercentMin());
                meters.counter(
                                "caravan.novelty.exhausted",
                                "way",
                                yielded.getWay().name())
                        .increment();
            }
        }

        private void plan(Novelty thinking, long now) {
            for (Draw draw : thinking.plan(now)) {
                context()
                        .forward(
                                new Record<>(
                                        draw.getId(), draw, now, new RecordHeaders().add(Traces.begin(draw.getId()))),
                                sinkOf(Topics.DRAWS));
            }
        }

        private void send(Record<String, SpecificRecord> from, SpecificRecord judged) {
            Topic<?> to = judged instanceof Instruction ? Topics.INSTRUCTIONS : Topics.REJECTIONS;
            context().forward(from.withKey(RecordKeys.of(judged)).withValue(judged), sinkOf(to));
            metrics.count(judged, context().currentSystemTimeMs());
        }
    }

    /** Novelty's memory in the task's stores. Keys of the pool are run and number, with zeros, so that they sort. */
    private static final class Stored implements Memory {
        private static final String KEY = "%s/%019d";

        private final KeyValueStore<String, Instruction> pool;
        private final KeyValueStore<String, Run> runs;
        private final KeyValueStore<String, Draw> draws;
        private final KeyValueStore<String, Long> numbers;

        Stored(ProcessorContext<String, SpecificRecord> context) {
            this.pool = context.getStateStore(POOL);
            this.runs = context.getStateStore(RUNS);
            this.draws = context.getStateStore(OUTSTANDING);
            this.numbers = context.getStateStore(NUMBERS);
        }

        @Override
        public void addMember(Instruction member) {
            pool.put(KEY.formatted(member.getLineage().getRun(), member.getNumber()), member);
        }

        /** The range may hold runs whose names begin alike and go on with a slash; they are not shown. */
        @Override
        public void eachMember(String run, Consumer<Instruction> reader) {
            try (KeyValueIterator<String, Instruction> members =
                    pool.range(KEY.formatted(run, 0), KEY.formatted(run, Long.MAX_VALUE))) {
                members.forEachRemaining(member -> {
                    if (member.value.getLineage().getRun().equals(run)) {
                        reader.accept(member.value);
                    }
                });
            }
        }

        @Override
        public void eachMember(Consumer<Instruction> reader) {
            each(pool, reader);
        }

        @Override
        public void putRun(Run run) {
            runs.put(run.getId(), run);
        }

        @Override
        public void eachRun(Consumer<Run> reader) {
            each(runs, reader);
        }

        @Override
        public void addDraw(Draw draw) {
            draws.put(draw.getId(), draw);
        }

        @Override
        public void removeDraw(String id) {
            draws.delete(id);
        }

        @Override
        public void eachDraw(Consumer<Draw> reader) {
            each(draws, reader);
        }

        @Override
        public long number(String name) {
            Long value = numbers.get(name);
            return value == null ? 0 : value;
        }

        @Override
        public void putNumber(String name, long value) {
            numbers.put(name, value);
        }

        private static <V> void each(KeyValueStore<String, V> store, Consumer<V> reader) {
            try (KeyValueIterator<String, V> all = store.all()) {
                all.forEachRemaining(entry -> reader.accept(entry.value));
            }
        }
    }
}
