package caravan.inference.djl;

import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.Scheduling;
import caravan.inference.ScoredToken;
import caravan.inference.ScoredToken.Likely;
import caravan.inference.Scores;
import caravan.inference.Scores.Choice;
import caravan.inference.Scores.Continuation;
import caravan.inference.ScoringCall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A scoring call on its way through the engine. Its rows go through the decoder in {@link ScoringBatch}es, which other
 * calls behind the same prefix share.
 */
final class Scoring implements Job, AutoCloseable {
    private final ScoringCall call;
    private final Served served;
    private final Prompt prompt;
    private final CompletableFuture<Scores> future;
    private final long submittedNanos;
    private final Meter meter;
    private final List<ScoringRow> rows;
    private final int shared;
    private final List<Integer> waiting;
    private final int rowsAtOnce;
    private final int ownTokensMax;
    private final double[][] logits;
    private final double[][] logProbabilities;
    private final List<Map<Integer, List<Likely>>> likeliest = new ArrayList<>();
    private Optional<PrefixCache.Entry> prefix = Optional.empty();
    private int ended;
    private long startedNanos;
    private int cachedTokens;

    /**
     * A call whose texts are tokens.
     *
     * @param rows of the continuations, then of the choices
     */
    Scoring(
            ScoringCall call,
            List<ScoringRow> rows,
            Served served,
            Prompt prompt,
            CompletableFuture<Scores> future,
            long submittedNanos,
            Meter meter) {
        this.meter = meter;
        this.call = call;
        this.rows = List.copyOf(rows);
        this.served = served;
        this.prompt = prompt;
        this.future = future;
        this.submittedNanos = submittedNanos;
        // The token before the first that is scored must be among those computed here.
        this.shared = rows.stream()
                .mapToInt(row -> Math.min(row.from() - 1, Prompt.common(row.tokens(), prompt.prefix())))
                .min()
                .orElseThrow();
        rows.forEach(row -> Prompt.requireFits(row.tokens().length - 1, served));
        this.waiting = IntStream.range(0, rows.size())
                .boxed()
                .sorted(Comparator.comparingInt((Integer row) -> -rows.get(row).tokens().length))
                .collect(Collectors.toCollection(ArrayList::new));
        this.rowsAtOnce = ScoringBatch.rowsAtOnce(rows, shared);
        this.ownTokensMax =
                rows.stream().mapToInt(row -> row.ownLength(shared)).max().orElseThrow();
        this.logits = rows.stream().map(row -> new double[row.targets()]).toArray(double[][]::new);
        this.logProbabilities =
                rows.stream().map(row -> new double[row.targets()]).toArray(double[][]::new);
        rows.forEach(row -> likeliest.add(new HashMap<>()));
    }

    /** A call's rows. */
    static List<ScoringRow> rows(ScoringCall call, Served served, Prompt prompt) {
        BaseModel base = served.base();
        var rows = new ArrayList<ScoringRow>();
        for (String continuation : call.continuations()) {
            rows.add(ScoringRow.ofContinuation(base, prompt, call.prefix(), call.text(), continuation));
        }
        for (String choice : call.choices()) {
            rows.add(ScoringRow.ofChoice(base, prompt, call.prefix(), call.text(), choice));
        }
        return rows;
    }

    @Override
    public Scheduling scheduling() {
        return call.scheduling();
    }

    @Override
    public CompletableFuture<Scores> future() {
        return future;
    }

    @Override
    public Served served() {
        return served;
    }

    @Override
    public Prompt prompt() {
        return prompt;
    }

    @Override
    public int shared() {
        return shared;
    }

    @Override
    public Optional<SharedPrefix> prefix() {
        return call.prefix();
    }

    @Override
    public int rows() {
        return rowsAtOnce;
    }

    @Override
    public int ownTokensMax() {
        return ownTokensMax;
    }

    @Override
    public void start(int cached) {
        startedNanos = System.nanoTime();
        meter.queued(startedNanos - submittedNanos);
        cachedTokens = cached;
    }

    /** Hands it the prefix that its rows are behind. */
    void claim(Optional<PrefixCache.Entry> entry) {
        prefix = entry;
    }

    boolean canStep() {
        return prefix.map(PrefixCache.Entry::isReady).orElse(true);
    }

    /** What it holds while it is at work. */
    long bytes() {
        return (long) rows() * KeyValues.rounded(ownTokensMax()) * served.base().cacheBytesPerToken();
    }

    /** Whether rows of both can go through the decoder as neighbours: behind the same tokens, for the same figures. */
    boolean goesWith(Scoring other) {
        return served.equals(other.served)
                && prefix.equals(other.prefix)
                && shared == other.shared
                && likeliest() == other.likeliest();
    }

    /** Its rows that wait, the longest first. */
    List<Integer> waiting() {
        return waiting;
    }

    /** Its tokens of a row, behind the shared ones. */
    int[] own(int row) {
        return rows.get(row).own(shared);
    }

    ScoringRow row(int row) {
        return rows.get(row);
    }

    KeyValues before() {
        return prefix.map(PrefixCache.Entry::caches).orElse(served.base().noPrefix());
    }

    /** How many of the likeliest tokens it wants to know in each place. */
    int likeliest() {
        return Math.min(call.likeliest().orElse(0), served.base().config().vocabulary());
    }

    /** Hands it what was found of a row's target. */
    void found(int row, int target, double logit, double logProbability, List<Likely> best) {
        logits[row][target] = logit;
        logProbabilities[row][target] = logProbability;
        likeliest.get(row).put(target, best);
    }

    /** A row is done. */
    void ended() {
        ended++;
        if (ended == rows.size()) {
            finish();
        }
    }

    @Override
    public void close() {
        prefix.ifPresent(PrefixCache.Entry::release);
        prefix = Optional.empty();
    }

    private void finish() {
        var continuations = new ArrayList<Continuation>();
        var choices = new ArrayList<Choice>();
        for (int i = 0; i < rows.size(); i++) {
            ScoringRow row = rows.get(i);
            if (i < call.continuations().size()) {
                List<Integer> tokens =
                        Arrays.stream(row.tokens()).skip(row.from()).boxed().toList();
                List<Double> logs = Arrays.stream(logProbabilities[i]).boxed().toList();
                List<ScoredToken> scored = call.likeliest().isPresent() ? scored(i) : List.of();
                continuations.add(new Continuation(call.continuations().get(i), tokens, logs, scored));
            } else {
                String text = call.choices().get(i - call.continuations().size());
                choices.add(new Choice(
                        text, OptionalInt.of(row.tokens()[row.from()]), logits[i][0], logProbabilities[i][0]));
            }
        }
        future.complete(new Scores(
                continuations,
                choices,
                served.version(),
                prompt.tokens().length,
                cachedTokens,
                (startedNanos - submittedNanos) / 1_000_000,
                (System.nanoTime() - startedNanos) / 1_000_000));
    }

    /** A row's tokens with their texts. */
    private List<ScoredToken> scored(int index) {
        ScoringRow row = rows.get(index);
        var texts = new TokenTexts(served.base().tokenizer(), row.tokens(), row.from());
        var scored = new ArrayList<ScoredToken>();
        for (int target = 0; target < row.targets(); target++) {
            List<Likely> best = likeliest.get(index).getOrDefault(target, List.of()).stream()
                    .map(each ->
                            new Likely(each.token(), texts.peek(each.token().orElseThrow()), each.logProbability()))
                    .toList();
            int token = row.tokens()[row.from() + target];
            scored.add(new ScoredToken(OptionalInt.of(token), texts.add(token), logProbabilities[index][target], best));
        }
        return scored;
    }
}
