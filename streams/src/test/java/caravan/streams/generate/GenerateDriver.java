package caravan.streams.generate;

import caravan.schemas.Completion;
import caravan.schemas.GenerationRequest;
import caravan.schemas.Instruction;
import caravan.schemas.Lineage;
import caravan.schemas.Model;
import caravan.schemas.ModelKind;
import caravan.schemas.Prefix;
import caravan.schemas.RequestKind;
import caravan.schemas.Run;
import caravan.schemas.RunStatus;
import caravan.schemas.Sampling;
import caravan.schemas.Serving;
import caravan.schemas.Timing;
import caravan.schemas.Topic;
import caravan.schemas.Topics;
import caravan.schemas.Way;
import caravan.schemas.registry.InMemorySchemaRegistry;
import caravan.schemas.wire.AvroSerdes;
import caravan.schemas.wire.RecordSerdes;
import caravan.streams.ScriptedModel;
import caravan.streams.backlog.BacklogSettings;
import caravan.streams.backlog.Backoff;
import caravan.streams.backlog.Pending;
import caravan.streams.backlog.PendingKey;
import caravan.streams.backlog.Remembered;
import caravan.streams.flow.StreamsDefaults;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TopologyTestDriver;

/** The whole step under a driver: real records, real serdes, a scripted model. */
final class GenerateDriver implements AutoCloseable {
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final ScriptedModel model;
    final Map<String, Completion> archive = new HashMap<>();

    private final RecordSerdes serdes = new AvroSerdes(new InMemorySchemaRegistry());
    private final TopologyTestDriver driver;

    GenerateDriver(ScriptedModel model, Path stateFolder, int inFlightMax) {
        this.model = model;
        BacklogSettings backlog = new BacklogSettings(
                Duration.ofMillis(20),
                256,
                3,
                new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1)),
                Duration.ofMinutes(10),
                10_000,
                Duration.ofDays(30));
        GenerateSettings settings = new GenerateSettings(
                Topics.ASKING_STEPS, new PlacesSettings(inFlightMax, Map.of("align", 4, "instruct", 1)), backlog);
        Properties properties = new StreamsDefaults("localhost:1", stateFolder, "test", 1, -1).of("generate");
        properties.putAll(GenerateTopology.overrides());
        driver = new TopologyTestDriver(
                GenerateTopology.of(settings, model, step -> this::recall, serdes, meters), properties);
    }

    /** A driver that knows the base model, and that alias base means it. */
    static GenerateDriver serving(ScriptedModel model, Path stateFolder) {
        GenerateDriver driver = new GenerateDriver(model, stateFolder, 8);
        driver.model("pocket-1");
        driver.serve("base", "pocket-1");
        return driver;
    }

    void send(GenerationRequest request) {
        pipe(Topics.requests(request.getStep()), request.getRequestId(), request);
    }

    void prefix(String hash, String text) {
        pipe(Topics.PREFIXES, hash, new Prefix(hash, "align", "principles", text));
    }

    void model(String version) {
        pipe(
                Topics.MODELS,
                version,
                Model.newBuilder()
                        .setVersion(version)
                        .setKind(ModelKind.BASE)
                        .setBase(version)
                        .setUri("models/" + version)
                        .setDataset(null)
                        .setAncestry(List.of())
                        .setSettings(Map.of())
                        .setMetrics(Map.of())
                        .setCreatedAt(1)
                        .build());
    }

    void adapter(String version, String base) {
        pipe(
                Topics.MODELS,
                version,
                Model.newBuilder()
                        .setVersion(version)
                        .setKind(ModelKind.ADAPTER)
                        .setBase(base)
                        .setUri("file:///models/" + version)
                        .setDataset("data")
                        .setAncestry(List.of(base))
                        .setSettings(Map.of())
                        .setMetrics(Map.of())
                        .setCreatedAt(2)
                        .build());
    }

    void serve(String alias, String version) {
        pipe(Topics.SERVING, alias, new Serving(alias, version, "test", 1L));
    }

    /** The run of every {@link #request}. */
    void run(RunStatus status) {
        pipe(
                Topics.RUNS,
                "run",
                Run.newBuilder()
                        .setId("run")
                        .setPrinciples("principles")
                        .setStatus(status)
                        .setTargetExamples(1)
                        .setStartedAt(1)
                        .setUpdatedAt(2)
                        .build());
    }

    /** One punctuation for each call, 20 ms apart. */
    void turns(int count) {
        for (int turn = 0; turn < count; turn++) {
            driver.advanceWallClockTime(Duration.ofMillis(20));
        }
    }

    /** The completions of a step since the last look. */
    List<Completion> completions(String step) {
        Topic<Completion> topic = Topics.completions(step);
        List<Completion> read = driver.createOutputTopic(
                        topic.name(),
                        new StringDeserializer(),
                        serdes.values(topic).deserializer())
                .readValuesToList();
        read.forEach(completion -> archive.put(completion.getRequestId(), completion));
        return read;
    }

    List<Pending<GenerationRequest>> pending(String step) {
        List<Pending<GenerationRequest>> entries = new ArrayList<>();
        try (var all = driver.<PendingKey, Pending<GenerationRequest>>getKeyValueStore("generate-" + step + "-pending")
                .all()) {
            all.forEachRemaining(entry -> entries.add(entry.value));
        }
        return entries;
    }

    double gauge(String name, String... tags) {
        return meters.get(name).tags(tags).gauge().value();
    }

    double count(String name, String... tags) {
        return meters.get(name).tags(tags).counter().count();
    }

    static GenerationRequest request(String step, String id, String text) {
        return GenerationRequest.newBuilder()
                .setRequestId(id)
                .setStep(step)
                .setAlias("base")
                .setKind(RequestKind.GENERATE)
                .setPrefix(null)
                .setText(text)
                .setContinuations(List.of())
                .setSampling(new Sampling(0.7, 0.9, 64, List.of("\n\nUser:")))
                .setSeed(42)
                .setSampleNumber(0)
                .setAttempt(0)
                .setAbout(null)
                .setLineage(Lineage.newBuilder()
                        .setRun("run")
                        .setSource("seeds")
                        .setRound(0)
                        .setPrinciples("principles")
                        .setParents(List.of("parent"))
                        .setCall(null)
                        .setTimings(List.of(new Timing(step, 1L, 2L)))
                        .build())
                .build();
    }

    /** A request about an instruction that came this way. */
    static GenerationRequest about(GenerationRequest request, Way way) {
        return GenerationRequest.newBuilder(request)
                .setAbout(Instruction.newBuilder()
                        .setId("i-" + request.getRequestId())
                        .setNumber(1)
                        .setWay(way)
                        .setInstruction(request.getText())
                        .setInput("")
                        .setLineage(request.getLineage())
                        .build())
                .build();
    }

    static GenerationRequest withPrefix(GenerationRequest request, String hash) {
        return GenerationRequest.newBuilder(request).setPrefix(hash).build();
    }

    @Override
    public void close() {
        driver.close();
    }

    private CompletableFuture<Optional<Completion>> recall(Remembered earlier) {
        completions("align");
        completions("instruct");
        return CompletableFuture.completedFuture(Optional.ofNullable(archive.get(earlier.id())));
    }

    private <V extends SpecificRecord> void pipe(Topic<V> topic, String key, V value) {
        driver.createInputTopic(
                        topic.name(),
                        new StringSerializer(),
                        serdes.values(topic).serializer())
                .pipeInput(key, value);
    }
}
