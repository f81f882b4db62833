package caravan.producers.host;

import caravan.producers.Batch;
import caravan.producers.Opening;
import caravan.producers.Origin;
import caravan.producers.Outgoing;
import caravan.producers.PromptSource;
import caravan.producers.SourceKind.Opener;
import caravan.schemas.Source;
import caravan.schemas.SourcePosition;
import caravan.schemas.SourceStatus;
import caravan.schemas.Topics;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * A source from its opening to its first failure: reads it, makes its entries records and hands them to its
 * {@link SourceWriter}. Beginning one fences every earlier session of the source, and reads what that has committed.
 * Not thread-safe.
 */
final class SourceSession implements AutoCloseable {
    /** Of one batch: enough that what a batch costs is nothing, and few enough that several are read ahead. */
    private static final int ENTRIES_MAX = 1_000;

    private static final Duration WAIT = Duration.ofMillis(200);
    private static final Duration MOMENT = Duration.ofMillis(5);
    private static final long RATE_MILLIS = 20;
    private static final long RECENT_IDS_OF_PARTITION = 25_000;

    private final Source source;
    private final Surroundings around;
    private final Intake intake;
    private final SourceMeters meters;
    private final Producer<String, byte[]> producer;
    private final Outgoing outgoing;
    private final Map<String, String> positions = new HashMap<>();
    private SourceStatus status;

    private SourceSession(
            Source source, Surroundings around, Intake intake, SourceMeters meters, Producer<String, byte[]> producer) {
        this.source = source;
        this.around = around;
        this.intake = intake;
        this.meters = meters;
        this.producer = producer;
        this.outgoing = new Outgoing(around.serdes(), Clock.systemUTC());
        this.status = SourceStatus.newBuilder()
                .setSource(source.getName())
                .setState("")
                .setInstance(around.instance())
                .setKept(0)
                .setRejected(new HashMap<>())
                .setUpdatedAt(System.currentTimeMillis())
                .build();
    }

    /** The transactional id of a source, under which at most one writer is heard. */
    static String transactionalId(String source) {
        return "caravan-source-" + source;
    }

    static SourceSession begin(Source source, Surroundings around, Intake intake, SourceMeters meters) {
        SourceSession session = new SourceSession(
                source,
                around,
                intake,
                meters,
                around.clients().fencedProducer(transactionalId(source.getName()), SourceHost.PRODUCER));
        try {
            session.recall();
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private void recall() {
        String prefix = source.getName() + "/";
        Deserializer<SourcePosition> read =
                around.serdes().values(Topics.SOURCE_POSITIONS).deserializer();
        CommittedTable.read(around.clients(), Topics.SOURCE_POSITIONS.name(), (key, value) -> {
            if (key.startsWith(prefix)) {
                if (value == null) {
                    positions.remove(key.substring(prefix.length()));
                } else {
                    positions.put(
                            key.substring(prefix.length()),
                            read.deserialize(Topics.SOURCE_POSITIONS.name(), value)
                                    .getPosition());
                }
            }
        });
        Deserializer<SourceStatus> statuses =
                around.serdes().values(Topics.SOURCE_STATUS).deserializer();
        SourceStatus empty = status;
        CommittedTable.read(around.clients(), Topics.SOURCE_STATUS.name(), (key, value) -> {
            if (key.equals(source.getName())) {
                status = value == null ? empty : statuses.deserialize(Topics.SOURCE_STATUS.name(), value);
            }
        });
        status = SourceStatus.newBuilder(status).setInstance(around.instance()).build();
    }

    /** Reads until the source ends or {@code isStopping}. */
    void work(Opener opener, BooleanSupplier isStopping) throws IOException, InterruptedException {
        try (SourceWriter writer = new SourceWriter(source, around.serdes(), meters, producer, status)) {
            try (PromptSource opened = opener.open(opening())) {
                writer.writes(opened);
                writer.say("running", null);
                try {
                    read(opened, writer, isStopping);
                } finally {
                    // Whoever waits for its commit is told before the source is closed.
                    writer.settle();
                }
            } catch (IOException | RuntimeException e) {
                tellFailed(writer, e);
                throw e;
            }
        }
    }

    private void read(PromptSource opened, SourceWriter writer, BooleanSupplier isStopping)
            throws IOException, InterruptedException {
        Rate rate = new Rate(source.getRatePerSecond(), System.nanoTime());
        while (!isStopping.getAsBoolean()) {
            Optional<Origin> origin = around.origin().apply(source.getName());
            if (origin.isEmpty()) {
                writer.say("waiting", "no run is running");
                Thread.sleep(WAIT.toMillis());
                continue;
            }
            int allowed = rate.allowed(ENTRIES_MAX, System.nanoTime());
            if (allowed == 0) {
                Thread.sleep(RATE_MILLIS);
                continue;
            }
            // What was written is committed before anything is waited for, and after a moment's look for more.
            Duration wait = writer.owes() ? MOMENT : WAIT;
            int taken = intake.take(source.getName(), source.getWeight(), allowed, wait.toMillis());
            if (taken == 0) {
                if (intake.isDeep()) {
                    writer.say("waiting", "the backlog is deep");
                } else {
                    writer.say("running", null);
                }
                continue;
            }
            Batch batch = opened.next(taken, wait);
            intake.giveBack(
                    source.getName(),
                    source.getWeight(),
                    taken - batch.entries().size());
            if (batch.positions().isEmpty() && batch.entries().isEmpty()) {
                writer.say("running", null);
            } else {
                rate.spent(batch.entries().size());
                writer.write(batch, outgoing.of(batch.entries(), origin.get()));
            }
            if (batch.isEnd()) {
                writer.say("ended", null);
                return;
            }
        }
    }

    private static void tellFailed(SourceWriter writer, Exception failure) throws InterruptedException {
        try {
            writer.say("failed", failure instanceof IOException ? failure.getMessage() : failure.toString());
        } catch (KafkaException e) {
            // What failed is the writing itself; the log says so.
            failure.addSuppressed(e);
        }
    }

    private Opening opening() {
        return new Opening(
                source.getName(),
                positions,
                around.clients(),
                around.registry(),
                this::recentIds,
                around.seeds(),
                () -> intake.isDeep() || around.origin().apply(source.getName()).isEmpty());
    }

    private Set<String> recentIds() {
        return new HashSet<>(CommittedTable.lastKeys(around.clients(), Topics.PROMPTS.name(), RECENT_IDS_OF_PARTITION));
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
