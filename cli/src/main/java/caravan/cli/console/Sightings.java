package caravan.cli.console;

import caravan.cli.view.RecordListener;
import caravan.schemas.Completion;
import caravan.schemas.Lineage;
import caravan.schemas.ModelCall;
import caravan.schemas.PrincipledResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What was seen to pass through the topics: the latest records of all runs, and of the run that is watched its tokens,
 * latencies, principles and sources. Names that outsiders choose are bounded in number. Thread-safe.
 */
final class Sightings implements RecordListener {
    private static final int NAMES_MAX = 100;
    private static final String OTHERS = "(others)";

    private String run;
    private Seen seen = new Seen();
    private long begunMillis;
    private long lastHeardMillis;

    /** Of a run, and of what all runs share. */
    Sightings(String run) {
        this.run = run;
    }

    /** Counts another run from now on, whose records are still to be heard. */
    synchronized void watch(String other) {
        run = other;
        begins();
    }

    /** Guarded by the sightings. */
    private static final class Seen {
        private final Shelf shelf = new Shelf();
        private final Lineup lineup = new Lineup();
        private final Trainings trainings = new Trainings();
        private final SourceStates sourceStates = new SourceStates();
        private final Pairs pairs = new Pairs();
        private final Latencies latencies = new Latencies();
        private final SortedMap<String, Long> principles = new TreeMap<>();
        private final SortedMap<String, SortedMap<String, Long>> sources = new TreeMap<>();
        private long promptTokens;
        private long completionTokens;
        private long deadLetters;
    }

    @Override
    public synchronized void begins() {
        seen = new Seen();
        begunMillis = System.currentTimeMillis();
        lastHeardMillis = 0;
    }

    @Override
    public synchronized void hears(ConsumerRecord<String, byte[]> record, Optional<SpecificRecord> value) {
        lastHeardMillis = Math.max(lastHeardMillis, record.timestamp());
        Optional<Entry> entry = Entries.of(seen.shelf.nextNumber(), record, value);
        entry.ifPresent(seen.shelf::put);
        if (entry.isPresent() && entry.get().kind().equals("dead-letter")) {
            seen.deadLetters++;
        }
        value.ifPresent(seen.lineup::see);
        value.ifPresent(seen.trainings::see);
        seen.sourceStates.see(record, value);
        if (value.orElse(null) instanceof PrincipledResponse response) {
            seen.pairs.see(response);
        }
        Optional<Lineage> lineage = value.flatMap(Sightings::lineage);
        if (lineage.isPresent() && lineage.get().getRun().equals(run)) {
            count(value.orElseThrow(), lineage.get(), record.timestamp());
            entry.ifPresent(counted -> countSource(counted, lineage.get().getSource()));
        }
    }

    private void count(SpecificRecord value, Lineage lineage, long at) {
        if (value instanceof PrincipledResponse response) {
            response.getPrincipleNames()
                    .forEach(name -> seen.principles.merge(bounded(seen.principles, name), 1L, Long::sum));
        } else if (value instanceof Completion completion && !completion.getFromMemo()) {
            lineage.getCall().ifPresent(call -> countCall(call, at));
        }
    }

    private void countCall(ModelCall call, long at) {
        seen.promptTokens += call.getPromptTokens();
        seen.completionTokens += call.getCompletionTokens();
        seen.latencies.add(at, call.getQueuedMillis() + call.getModelMillis());
    }

    private void countSource(Entry entry, String source) {
        seen.sources
                .computeIfAbsent(bounded(seen.sources, source), unknown -> new TreeMap<>())
                .merge(entry.kind(), 1L, Long::sum);
    }

    private static String bounded(Map<String, ?> known, String name) {
        return known.containsKey(name) || known.size() < NAMES_MAX ? name : OTHERS;
    }

    private static Optional<Lineage> lineage(SpecificRecord record) {
        Schema.Field field = record.getSchema().getField("lineage");
        return field != null && record.get(field.pos()) instanceof Lineage lineage
                ? Optional.of(lineage)
                : Optional.empty();
    }

    /**
     * The counts at one moment.
     *
     * @param principles uses of each principle in responses
     * @param promptTokens of all calls whose completions are kept
     * @param completionTokens the same of what was written
     * @param deadLetters in all runs
     */
    record Counts(SortedMap<String, Long> principles, long promptTokens, long completionTokens, long deadLetters) {}

    synchronized Counts counts() {
        return new Counts(new TreeMap<>(seen.principles), seen.promptTokens, seen.completionTokens, seen.deadLetters);
    }

    synchronized Shelf.Page find(Shelf.Query query) {
        return seen.shelf.find(query);
    }

    synchronized Map<String, Object> models() {
        return seen.lineup.toMap();
    }

    /** Every training and the points of one; see {@link Trainings#toMap}. */
    synchronized Map<String, Object> trainings(String dataset) {
        return seen.trainings.toMap(dataset);
    }

    synchronized Map<String, Object> latestTraining() {
        return seen.trainings.latest();
    }

    /** How each source fares and what it has brought, by its name. */
    synchronized Map<String, Map<String, Object>> sources() {
        return seen.sourceStates.rows(seen.sources);
    }

    synchronized List<Map<String, Object>> pairs() {
        return seen.pairs.latest();
    }

    synchronized Map<String, String> aliases() {
        return seen.lineup.aliases();
    }

    synchronized Optional<double[]> latencies(long fromMillis) {
        return seen.latencies.since(fromMillis, 0.5, 0.95, 0.99);
    }

    /** When the topics were begun to be read, for the latest time; 0 before. */
    synchronized long begunMillis() {
        return begunMillis;
    }

    /** Grows with each dataset, model, alias and evaluation. */
    synchronized long lineupRevision() {
        return seen.lineup.revision();
    }

    /** When the latest record that was heard was written; 0 before the first. */
    synchronized long lastHeardMillis() {
        return lastHeardMillis;
    }
}
