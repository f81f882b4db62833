package caravan.producers.host;

import caravan.producers.Batch;
import caravan.producers.Entry;
import caravan.producers.Found;
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
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * A source from its opening to its first failure: entries, counts and positions go out in one transaction after the
 * other. Beginning one fences every earlier session of the source, and reads what that has committed. Not thread-safe.
 */
final class SourceSession implements AutoCloseable {
    /** A transaction must be over within the 10 s after which the broker ends it. */
    private static final int ENTRIES_MAX = 5_000;

    private static final Duration WAIT = Duration.ofMillis(200);
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
        Rate rate = new Rate(source.getRatePerSecond(), System.nanoTime());
        try (PromptSource opened = opener.open(opening())) {
            status = SourceStatus.newBuilder(status)
                    .setAddress(opened.address().orElse(null))
                    .build();
            tell("running", null);
            while (!isStopping.getAsBoolean()) {
                Optional<Origin> origin = around.origin().apply(source.getName());
                int allowed = rate.allowed(ENTRIES_MAX, System.nanoTime());
                if (origin.isEmpty() || allowed == 0) {
                    Thread.sleep(origin.isEmpty() ? WAIT.toMillis() : 20);
                    tellWaiting(origin.isEmpty() ? "no run is running" : null);
                    continue;
                }
                int taken = intake.take(source.getName(), source.getWeight(), allowed, WAIT.toMillis());
                if (taken == 0) {
                    tellWaiting(intake.isDeep() ? "the backlog is deep" : null);
                    continue;
                }
                Batch batch = opened.next(taken, WAIT);
                intake.giveBack(
                        source.getName(),
                        source.getWeight(),
                        taken - batch.entries().size());
                if (!batch.positions().isEmpty() || !batch.entries().isEmpty()) {
                    rate.spent(batch.entries().size());
                    send(batch, origin.get(), opened);
                } else {
                    tellWaiting(null);
                }
                if (batch.isEnd()) {
                    tell("ended", null);
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            tellFailed(e);
            throw e;
        }
    }

    private void tellFailed(Exception failure) {
        try {
            tell("failed", failure instanceof IOException ? failure.getMessage() : failure.toString());
        } catch (KafkaException | IllegalStateException e) {
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

    private void send(Batch batch, Origin origin, PromptSource opened) {
        Map<String, Long> rejected = new HashMap<>(status.getRejected());
        long kept = status.getKept();
        producer.beginTransaction();
        for (Entry entry : batch.entries()) {
            write(outgoing.of(entry, origin));
            if (entry.found() instanceof Found.Fault fault) {
                rejected.merge(fault.reason(), 1L, Long::sum);
            } else {
                kept++;
            }
        }
        batch.positions().forEach(this::sendPosition);
        SourceStatus now = SourceStatus.newBuilder(status)
                .setState("running")
                .setDetail(null)
                .setKept(kept)
                .setRejected(rejected)
                .setUpdatedAt(System.currentTimeMillis())
                .build();
        sendStatus(now);
        producer.commitTransaction();
        status = now;
        meters.committed(batch);
        opened.committed();
    }

    private void sendPosition(String part, String position) {
        byte[] value = around.serdes()
                .values(Topics.SOURCE_POSITIONS)
                .serializer()
                .serialize(Topics.SOURCE_POSITIONS.name(), new SourcePosition(source.getName(), part, position));
        write(new ProducerRecord<>(Topics.SOURCE_POSITIONS.name(), source.getName() + "/" + part, value));
    }

    private void sendStatus(SourceStatus now) {
        byte[] value =
                around.serdes().values(Topics.SOURCE_STATUS).serializer().serialize(Topics.SOURCE_STATUS.name(), now);
        write(new ProducerRecord<>(Topics.SOURCE_STATUS.name(), source.getName(), value));
    }

    private void write(ProducerRecord<String, byte[]> record) {
        // The commit fails if a send did.
        var unused = producer.send(record);
    }

    private void tellWaiting(@Nullable String forWhat) {
        if (forWhat != null) {
            tell("waiting", forWhat);
        } else if (!status.getState().equals("running")) {
            tell("running", null);
        }
    }

    /** Says how it fares, if that has changed. */
    private void tell(String state, @Nullable String detail) {
        SourceStatus now = SourceStatus.newBuilder(status)
                .setState(state)
                .setDetail(detail)
                .setUpdatedAt(System.currentTimeMillis())
                .build();
        if (!now.getState().equals(status.getState())
                || !now.getDetail().equals(status.getDetail())
                || state.equals("running")) {
            producer.beginTransaction();
            sendStatus(now);
            producer.commitTransaction();
            status = now;
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
