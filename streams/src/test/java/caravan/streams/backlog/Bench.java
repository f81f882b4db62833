package caravan.streams.backlog;

import static java.nio.charset.StandardCharsets.UTF_8;

import caravan.streams.backlog.Watch.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * One backlog task on a bench: its stores and outputs can be committed and thrown back to the last commit, as a
 * transaction is by a crash; its engine answers when it is told to. Requests are {@code id:question}, results
 * {@code question!}, or {@code error: reason}.
 */
final class Bench {
    static final int RECORD_BYTES_MAX = 100;

    final Map<String, CompletableFuture<String>> asked = new LinkedHashMap<>();
    final Map<String, String> committed = new LinkedHashMap<>();
    final List<String> doubled = new ArrayList<>();
    final Map<Event, Integer> events = new EnumMap<>(Event.class);
    final List<String> missing = new ArrayList<>();
    private final List<String> unwanted = new ArrayList<>();
    final Circuit circuit = new Circuit(backoff(), new SplittableRandom(7));

    long now = 1_000_000;
    long pendingGauge;
    boolean answersAtOnce;
    boolean recalls = true;
    int calls;

    private final Budget budget;
    private final int attemptsMax;
    private long epoch;
    private MockProcessorContext<String, String> context = new MockProcessorContext<>();
    private Processor<String, String, String, String> processor;

    private List<KeyValue<PendingKey, Pending<String>>> pendingAtCommit = List.of();
    private List<KeyValue<String, Long>> doneAtCommit = List.of();
    private List<KeyValue<String, Remembered>> memoAtCommit = List.of();
    private final List<String> inputs = new ArrayList<>();
    private int inputsAtCommit;

    Bench(int places, int attemptsMax) {
        this.budget = new Budget(places);
        this.attemptsMax = attemptsMax;
        this.processor = begin();
    }

    static Backoff backoff() {
        return new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
    }

    void arrive(String request) {
        inputs.add(request);
        context.setCurrentSystemTimeMs(now);
        processor.process(new Record<>(idOf(request), request, now));
    }

    /** A request that comes with a traceparent. */
    void arrive(String request, String trace) {
        context.setCurrentSystemTimeMs(now);
        RecordHeaders headers = new RecordHeaders();
        headers.add("traceparent", trace.getBytes(UTF_8));
        processor.process(new Record<>(idOf(request), request, now, headers));
    }

    /** The traceparents of what the task has sent since the last commit. */
    List<String> tracesSent() {
        return context.forwarded().stream()
                .map(forward -> new String(
                        forward.record().headers().lastHeader("traceparent").value(), UTF_8))
                .toList();
    }

    /** Lets time pass, then one punctuation. */
    void turn(long millis) {
        now += millis;
        context.setCurrentSystemTimeMs(now);
        context.scheduledPunctuators().get(0).getPunctuator().punctuate(now);
    }

    /** Lets time pass, then what was done long ago is forgotten. */
    void sweep(Duration after) {
        now += after.toMillis();
        context.setCurrentSystemTimeMs(now);
        context.scheduledPunctuators().get(1).getPunctuator().punctuate(now);
    }

    void turn() {
        turn(20);
    }

    void answer(String question) {
        call(question).complete(question + "!");
    }

    void fail(String question, Failure.Kind kind) {
        call(question).completeExceptionally(new EngineFailure(kind));
    }

    /** The latest call of a question. */
    CompletableFuture<String> call(String question) {
        return Objects.requireNonNull(asked.get(question), () -> "never asked: " + question);
    }

    /** What was missing is there now. */
    void supply(String question) {
        missing.remove(question);
        epoch++;
    }

    /** What was wanted no longer is. */
    void dismiss(String question) {
        unwanted.add(question);
        epoch++;
    }

    /** What the task has sent since the last commit, by id. */
    Map<String, String> sent() {
        Map<String, String> sent = new LinkedHashMap<>();
        context.forwarded()
                .forEach(forward ->
                        sent.put(forward.record().key(), forward.record().value()));
        return sent;
    }

    int pending() {
        return entries(this.<PendingKey, Pending<String>>store("t-pending")).size();
    }

    int remembered() {
        return entries(this.<String, Long>store("t-done")).size()
                + entries(this.<String, Remembered>store("t-memo")).size();
    }

    void commit() {
        context.forwarded().forEach(forward -> {
            if (committed.put(forward.record().key(), forward.record().value()) != null) {
                doubled.add(forward.record().key());
            }
        });
        context.resetForwards();
        pendingAtCommit = entries(store("t-pending"));
        doneAtCommit = entries(store("t-done"));
        memoAtCommit = entries(store("t-memo"));
        inputsAtCommit = inputs.size();
    }

    /** Dies, loses what was not committed, begins again, and gets the uncommitted inputs once more. */
    void crash() {
        processor.close();
        asked.clear();
        context = new MockProcessorContext<>();
        pendingGauge = 0;
        processor = begin();
        List<String> again = List.copyOf(inputs.subList(inputsAtCommit, inputs.size()));
        inputs.subList(inputsAtCommit, inputs.size()).clear();
        again.forEach(this::arrive);
    }

    /** Stops and begins again, without loss. */
    void restart() {
        commit();
        crash();
    }

    private Processor<String, String, String, String> begin() {
        open("t-pending", PendingKey.serde(), pendingSerde(), pendingAtCommit);
        open("t-done", Serdes.String(), Serdes.Long(), doneAtCommit);
        open("t-memo", Serdes.String(), Remembered.serde(), memoAtCommit);
        BacklogSettings settings = new BacklogSettings(
                Duration.ofMillis(20),
                256,
                attemptsMax,
                backoff(),
                Duration.ofMinutes(10),
                RECORD_BYTES_MAX,
                Duration.ofDays(1));
        var wiring = new BacklogProcessor.Wiring<String, String, String, String>(
                BacklogStores.named("t"),
                pendingSerde(),
                ignored -> new BenchDesk(),
                new BacklogProcessor.Wiring.Place("t", 1),
                settings,
                new Shared<>(this::submit, this::recall, budget, circuit),
                new BenchWatch());
        Processor<String, String, String, String> made =
                BacklogProcessor.supplier(wiring).get();
        context.setCurrentSystemTimeMs(now);
        made.init(context);
        return made;
    }

    private <K, V> void open(String name, Serde<K> keys, Serde<V> values, List<KeyValue<K, V>> content) {
        KeyValueStore<K, V> store = Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), keys, values)
                .withLoggingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        context.addStateStore(store);
        store.putAll(content);
    }

    private <K, V> KeyValueStore<K, V> store(String name) {
        return context.getStateStore(name);
    }

    private static <K, V> List<KeyValue<K, V>> entries(KeyValueStore<K, V> store) {
        List<KeyValue<K, V>> entries = new ArrayList<>();
        try (KeyValueIterator<K, V> all = store.all()) {
            all.forEachRemaining(entries::add);
        }
        return entries;
    }

    private CompletableFuture<String> submit(String question) {
        calls++;
        CompletableFuture<String> answer = new CompletableFuture<>();
        asked.put(question, answer);
        if (answersAtOnce) {
            answer(question);
        }
        return answer;
    }

    private CompletableFuture<Optional<String>> recall(Remembered earlier) {
        Map<String, String> recorded = new HashMap<>(committed);
        recorded.putAll(sent());
        return CompletableFuture.completedFuture(
                recalls ? Optional.ofNullable(recorded.get(earlier.id())) : Optional.empty());
    }

    static String idOf(String request) {
        return request.substring(0, request.indexOf(':'));
    }

    static String questionOf(String request) {
        return request.substring(request.indexOf(':') + 1);
    }

    private static Serde<Pending<String>> pendingSerde() {
        return Serdes.serdeFrom(
                (topic, pending) -> pending == null ? null : write(pending).getBytes(UTF_8),
                (topic, bytes) -> bytes == null ? null : read(new String(bytes, UTF_8)));
    }

    private static String write(Pending<String> pending) {
        return String.join(
                "|",
                pending.request(),
                Long.toString(pending.arrival()),
                Long.toString(pending.arrivedAt()),
                pending.pinned().orElse("-"),
                Integer.toString(pending.failures()),
                Long.toString(pending.notBefore()),
                pending.trace().orElse("-"));
    }

    private static Pending<String> read(String line) {
        List<String> parts = List.of(line.split("\\|", -1));
        return new Pending<>(
                parts.get(0),
                Long.parseLong(parts.get(1)),
                Long.parseLong(parts.get(2)),
                Optional.of(parts.get(3)).filter(pinned -> !pinned.equals("-")),
                Integer.parseInt(parts.get(4)),
                Long.parseLong(parts.get(5)),
                Optional.of(parts.get(6)).filter(trace -> !trace.equals("-")));
    }

    /** What the engine throws. */
    static final class EngineFailure extends RuntimeException {
        private final Failure.Kind kind;

        EngineFailure(Failure.Kind kind) {
            super("engine said " + kind);
            this.kind = kind;
        }
    }

    private final class BenchDesk implements Desk<String, String, String, String> {
        @Override
        public String id(String request) {
            return idOf(request);
        }

        @Override
        public Plan<String> plan(Pending<String> pending) {
            String question = questionOf(pending.request());
            if (missing.contains(question)) {
                return new Plan.Wait<>("no " + question);
            }
            if (unwanted.contains(question)) {
                return new Plan.Refuse<>(new Failure(Failure.Kind.HOPELESS, "unwanted", "it is"));
            }
            if (question.equals("impossible")) {
                return new Plan.Refuse<>(new Failure(Failure.Kind.HOPELESS, "impossible", "it is"));
            }
            return new Plan.Call<>(question, pending.pinned().orElse("v" + epoch), question);
        }

        @Override
        public long epoch() {
            return epoch;
        }

        @Override
        public String answered(Pending<String> pending, Plan.Call<String> call, String answer, long nowMillis) {
            return answer;
        }

        @Override
        public String remembered(Pending<String> pending, Plan.Call<String> call, String earlier, long nowMillis) {
            return earlier;
        }

        @Override
        public String refused(Pending<String> pending, Failure why, long nowMillis) {
            return "error: " + why.reason();
        }

        @Override
        public Failure sort(Throwable thrown) {
            return thrown instanceof EngineFailure failure
                    ? new Failure(failure.kind, "engine", failure.toString())
                    : new Failure(Failure.Kind.BUSY, "unknown", thrown.toString());
        }

        @Override
        public int requestBytes(String request) {
            return request.length();
        }

        @Override
        public int resultBytes(String result) {
            return result.length();
        }
    }

    private final class BenchWatch implements Watch<String> {
        @Override
        public void on(Event event) {
            events.merge(event, 1, Integer::sum);
        }

        @Override
        public void finished(String result) {}

        @Override
        public void pendingChangedBy(long change) {
            pendingGauge += change;
        }
    }
}
