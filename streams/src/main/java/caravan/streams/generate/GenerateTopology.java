package caravan.streams.generate;

import caravan.inference.LanguageModel;
import caravan.schemas.Completion;
import caravan.schemas.GenerationRequest;
import caravan.schemas.PendingRequest;
import caravan.schemas.Topic;
import caravan.schemas.Topics;
import caravan.schemas.wire.RecordSerdes;
import caravan.streams.backlog.BacklogProcessor;
import caravan.streams.backlog.BacklogProcessor.Wiring;
import caravan.streams.backlog.BacklogStores;
import caravan.streams.backlog.Budget;
import caravan.streams.backlog.Circuit;
import caravan.streams.backlog.Recall;
import caravan.streams.backlog.Shared;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/**
 * Wires {@code generate}: for each asking step a source, a backlog and a sink of its own, so that the tasks of one step
 * never wait for another's; the global tables, the engine, its budget and its circuit are shared by all.
 */
public final class GenerateTopology {
    /** The step's name. */
    public static final String STEP = "generate";

    private final GenerateSettings settings;
    private final RecordSerdes serdes;
    private final MeterRegistry meters;
    private final AtomicLong epoch = new AtomicLong();
    private final ModelShelf shelf;
    private final Budget budget;
    private final Circuit circuit;
    private final LanguageModel model;

    private GenerateTopology(
            GenerateSettings settings, LanguageModel model, RecordSerdes serdes, MeterRegistry meters) {
        this.settings = settings;
        this.serdes = serdes;
        this.meters = meters;
        this.model = model;
        shelf = new ModelShelf(model, epoch);
        budget = new Budget(settings.places().inFlightMax());
        circuit = new Circuit(settings.backlog().backoff(), new SplittableRandom());
    }

    /**
     * The topology of one JVM. A model is shared by building one topology with it, not one for each thread.
     *
     * @param recalls for each asking step, what finds its earlier completions
     */
    public static Topology of(
            GenerateSettings settings,
            LanguageModel model,
            Function<String, Recall<Completion>> recalls,
            RecordSerdes serdes,
            MeterRegistry meters) {
        GenerateTopology wiring = new GenerateTopology(settings, model, serdes, meters);
        Topology topology = new Topology();
        new GlobalTables(serdes, wiring.epoch).addTo(topology);
        settings.steps().forEach(step -> wiring.addStep(topology, step, recalls.apply(step)));
        new ModelMetrics(model, wiring.shelf, wiring.budget, wiring.circuit).bindTo(meters);
        return topology;
    }

    /** What {@code generate} needs over the common settings. */
    public static Properties overrides() {
        Properties overrides = new Properties();
        // Punctuations come between two polls: with the default of 100 ms a result would wait five times as long.
        overrides.put(StreamsConfig.POLL_MS_CONFIG, 20L);
        return overrides;
    }

    private void addStep(Topology topology, String step, Recall<Completion> recall) {
        Topic<GenerationRequest> requests = Topics.requests(step);
        Topic<Completion> completions = Topics.completions(step);
        String source = step + "-requests";
        String operator = STEP + "-" + step;
        topology.addSource(
                source, Serdes.String().deserializer(), serdes.values(requests).deserializer(), requests.name());
        topology.addProcessor(operator, BacklogProcessor.supplier(backlog(step, recall)), source);
        topology.addSink(
                operator + "-to-" + step + "-completions",
                completions.name(),
                Serdes.String().serializer(),
                serdes.values(completions).serializer(),
                operator);
    }

    private Wiring<GenerationRequest, Asking, Said, Completion> backlog(String step, Recall<Completion> recall) {
        List<String> steps = settings.steps();
        int priority = steps.size() - steps.indexOf(step);
        GenerateDesk.Sizes sizes = new GenerateDesk.Sizes(
                bytesOf(Topics.requests(step)),
                bytesOf(Topics.completions(step)),
                settings.backlog().recordBytesMax());
        return new Wiring<>(
                BacklogStores.named(STEP + "-" + step),
                PendingSerde.over(pendingRecords(step)),
                context -> new GenerateDesk(GlobalTables.catalogue(context), shelf, epoch, priority, sizes),
                new Wiring.Place(step, settings.places().weightOf(step)),
                settings.backlog(),
                new Shared<>(asking -> asking.of(model), recall, budget, circuit),
                new GenerateMetrics(meters, step));
    }

    private Serde<PendingRequest> pendingRecords(String step) {
        String name = BacklogStores.named(STEP + "-" + step).pending();
        return serdes.values(new Topic<>(name, PendingRequest.class, 1, Topic.Retention.COMPACTED));
    }

    private <V extends SpecificRecord> ToIntFunction<V> bytesOf(Topic<V> topic) {
        Serializer<V> serializer = serdes.values(topic).serializer();
        return value -> serializer.serialize(topic.name(), value).length;
    }
}
