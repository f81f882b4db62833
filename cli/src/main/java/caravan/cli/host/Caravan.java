package caravan.cli.host;

import caravan.cli.config.CaravanConfig;
import caravan.cli.metrics.ProcessMeters;
import caravan.cli.metrics.PrometheusEndpoint;
import caravan.cli.metrics.TrainingMeters;
import caravan.cli.tracing.Tracing;
import caravan.inference.LanguageModel;
import caravan.principles.Principles;
import caravan.producers.Found;
import caravan.producers.host.SourceHost;
import caravan.producers.host.Surroundings;
import caravan.schemas.CommittedClients;
import caravan.schemas.Run;
import caravan.streams.Pipeline;
import caravan.streams.Step;
import caravan.streams.collect.CollectSettings;
import caravan.streams.collect.Collector;
import caravan.streams.flow.StreamsDefaults;
import caravan.streams.generate.GenerateSettings;
import caravan.streams.generate.GenerateTopology;
import caravan.streams.generate.TopicRecall;
import caravan.streams.verbose.VerboseTopology;
import caravan.trainer.Engraver;
import caravan.trainer.Gate;
import caravan.trainer.TrainerEvent;
import caravan.trainer.TrainerService;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole caravan in one process: started, it works until it is closed, and started again on the same data folder it
 * goes on where it was. Closing is thread-safe and may be repeated; the model ends before the JVM does.
 */
public final class Caravan implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Caravan.class);

    private final CaravanConfig config;
    private final Consumer<TrainerEvent> trainerListener;
    private final Supplier<Tracing> tracing;
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Closing closing = new Closing();
    private final int rounds;
    private @Nullable Announcement announcement;
    private volatile boolean isStopping;

    private Caravan(
            CaravanConfig config, int rounds, Consumer<TrainerEvent> trainerListener, Supplier<Tracing> tracing) {
        this.config = config;
        this.rounds = rounds;
        this.trainerListener = trainerListener;
        this.tracing = tracing;
    }

    /**
     * What is at work.
     *
     * @param cluster where the topics are
     * @param principles what the run is pinned to
     * @param run the run that is pursued
     * @param base the base model
     * @param model what answers
     * @param meters what is counted
     * @param metrics where Prometheus finds it
     */
    public record AtWork(
            Cluster cluster,
            Principles principles,
            Run run,
            BaseModel base,
            LanguageModel model,
            PrometheusMeterRegistry meters,
            URI metrics) {}

    /** A caravan that has not started. */
    public static Caravan of(CaravanConfig config, Consumer<TrainerEvent> trainerListener) {
        return ofRounds(config, 1, trainerListener);
    }

    /** One whose run belongs to a loop of so many, which {@link #goOn} carries on. */
    public static Caravan ofRounds(CaravanConfig config, int rounds, Consumer<TrainerEvent> trainerListener) {
        return new Caravan(config, rounds, trainerListener, () -> Tracing.of(config.tracing()));
    }

    /** One whose records' ways are told to a tracing of the caller's, which it closes. */
    static Caravan of(CaravanConfig config, Consumer<TrainerEvent> trainerListener, Supplier<Tracing> tracing) {
        return new Caravan(config, 1, trainerListener, tracing);
    }

    /**
     * Starts everything, in order; what was started is closed again if a later part fails.
     *
     * @throws IOException if the model folder or the data folder cannot be used
     */
    public synchronized AtWork start(Backing backing) throws IOException {
        try {
            return startAll(backing);
        } catch (IOException | RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    private AtWork startAll(Backing backing) throws IOException {
        Principles principles = Principles.load(config.principles());
        BaseModel base = backing.base();
        LocalCluster local = LocalCluster.start(config);
        closing.add("cluster", local);
        requireWanted();
        Cluster cluster = local.cluster();
        PrometheusEndpoint endpoint =
                PrometheusEndpoint.start(meters, config.metrics().port());
        closing.add("metrics", endpoint);
        ProcessMeters.bindTo(meters);

        Tracing traced = tracing.get();
        closing.add("tracing", traced);
        List<Step> steps =
                new ArrayList<>(Pipeline.of(config.steps(), principles, traced.sending(cluster.serdes()), meters));
        LanguageModel model = backing.open(base, meters);
        closing.add("model", model);
        Gate gate = backing.gate(base, model, principles.engraving());
        steps.add(generate(model, cluster, traced));
        new Ground(cluster, config).prepare(steps);
        Announcement begun = new Announcement(cluster, principles, Pipeline.prefixes(config.steps(), principles));
        announcement = begun;
        Run run = begun.make(base, Map.of("uri", base.uri().toString()), config.targetExamples(), rounds);
        announceIdentity(begun, run);

        requireWanted();
        String instance = InstanceName.of(config.data());
        startSteps(steps, cluster, instance);
        requireWanted();
        startCollector(cluster, instance, traced);
        startSources(cluster, instance, principles);
        Optional<Engraver> engraver = backing.engraver(base, model);
        if (engraver.isPresent()) {
            startTrainer(cluster, instance, base, engraver.get(), gate);
        }
        announce(cluster, endpoint.url());
        return new AtWork(cluster, principles, run, base, model, meters, endpoint.url());
    }

    /**
     * Begins the next round of a loop: a run of its own, of the same principles and target. To be called when it is
     * known what came of the run's dataset.
     *
     * @throws IOException if the identity pairs cannot be read
     */
    public Run goOn(Run run) throws IOException {
        Announcement begun = Objects.requireNonNull(announcement, "a caravan goes on once it has started");
        Run next = begun.makeNext(run);
        announceIdentity(begun, next);
        return next;
    }

    /**
     * Ends a loop before it has all its rounds.
     *
     * @param run its last
     * @param version the model that is {@code aligned} from now on, where it is another than now
     */
    public Run end(Run run, Optional<String> version) {
        return Objects.requireNonNull(announcement, "a caravan ends a loop once it has started")
                .makeEnd(run, version);
    }

    private void announceIdentity(Announcement begun, Run run) throws IOException {
        if (config.steps().engrave().identity().isPresent()) {
            begun.announceIdentity(run, config.steps().engrave().identity().get());
        }
    }

    /** A Ctrl-C in the middle of a start need not wait for the rest of it. */
    private void requireWanted() throws IOException {
        if (isStopping) {
            throw new IOException("stopped while it was starting");
        }
    }

    private Step generate(LanguageModel model, Cluster cluster, Tracing traced) {
        GenerateSettings defaults = GenerateSettings.defaults();
        List<String> asking = new ArrayList<>();
        // A person waits for it.
        asking.add(Ground.ASK);
        if (config.steps().verbose().enabled()) {
            asking.add(VerboseTopology.STEP);
        }
        asking.addAll(defaults.steps());
        GenerateSettings settings = new GenerateSettings(asking, config.steps().generate(), defaults.backlog());
        return new Step(
                "generate",
                GenerateTopology.of(
                        settings,
                        model,
                        TopicRecall.of(cluster.client(), cluster.serdes()),
                        traced.sending(cluster.serdes()),
                        meters),
                GenerateTopology.overrides());
    }

    private void startSteps(List<Step> steps, Cluster cluster, String instance) {
        StreamsDefaults defaults = new StreamsDefaults(
                cluster.bootstrapServers(),
                config.data().resolve("streams"),
                instance,
                1,
                config.kafka().replication());
        StepHosts hosts = new StepHosts();
        closing.add("steps", hosts);
        steps.forEach(step -> hosts.start(new StepHost(step, defaults, cluster.properties(), meters)));
    }

    private void startCollector(Cluster cluster, String instance, Tracing traced) {
        Collector collector = new Collector(
                CollectSettings.in(
                        config.data().resolve("datasets"), config.steps().collect()),
                member(cluster, instance),
                traced.collecting(cluster.serdes()),
                meters);
        closing.add("collector", collector);
        new Thread(collector, "collector").start();
    }

    private void startSources(Cluster cluster, String instance, Principles principles) {
        Sources sources = new Sources(cluster);
        sources.declare(config.sources());
        Backlog backlog = new Backlog(cluster, meters, config.kafka().partitions());
        closing.add("backlog", backlog);
        List<Found.Task> seeds = principles.seedTasks().stream()
                .map(seed -> new Found.Task(seed.instruction(), seed.input()))
                .toList();
        Surroundings around = new Surroundings(
                new CommittedClients(member(cluster, instance)),
                cluster.serdes(),
                Cluster.schemas(cluster.registry(), config),
                instance,
                new RunningRun(cluster),
                () -> seeds,
                backlog,
                meters);
        SourceHost host = new SourceHost(around, sources.kinds(), config.backlogMax());
        closing.add("sources", host);
        host.start();
    }

    private void startTrainer(Cluster cluster, String instance, BaseModel base, Engraver engraver, Gate gate) {
        TrainerService trainer = new TrainerService(
                member(cluster, instance),
                cluster.serdes(),
                base.version(),
                engraver,
                gate,
                meters,
                new TrainingMeters(meters).andThen(trainerListener));
        closing.add("trainer", trainer);
        new Thread(trainer, "trainer").start();
    }

    /** A static member of its group has its place again at once after a crash. */
    private static Map<String, Object> member(Cluster cluster, String instance) {
        Map<String, Object> client = new HashMap<>(cluster.client());
        client.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance);
        client.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        client.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_500);
        return client;
    }

    private void announce(Cluster cluster, URI metrics) throws IOException {
        new RunningFile(
                        ProcessHandle.current().pid(),
                        cluster.bootstrapServers(),
                        cluster.registry().toString(),
                        metrics.toString())
                .write(config.data());
        closing.add("note of the running process", () -> RunningFile.delete(config.data()));
        LOG.info(
                "at work: broker {}, registry {}, metrics {}", cluster.bootstrapServers(), cluster.registry(), metrics);
    }

    /** Stops everything in the opposite order, and waits for it. */
    @Override
    public void close() {
        isStopping = true;
        synchronized (this) {
            closing.close();
        }
    }
}
