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

/**
 * A scoring call on its way through the engine: its rows go through the decoder in groups of similar length behind the
 * shared prefix, chunk by chunk, and each chunk tells the scores of the tokens that follow its own.
 */
final class Scoring implements Job, AutoCloseable {
    private static final int CHUNK = 512;
    private static final int TOKENS_AT_ONCE = 2_048;

    private final ScoringCall call;
    private final Served served;
    private final Prompt prompt;
    private final CompletableFuture<Scores> future;
    private final long submittedNanos;
    private final Meter meter;
    private final List<ScoringRow> rows;
    private final int shared;
    private final List<List<Integer>> groups;
    private final double[][] logits;
    private final double[][] logProbabilities;
    private final List<Map<Integer, List<Likely>>> likeliest = new ArrayList<>();
    private Optional<PrefixCache.Entry> prefix = Optional.empty();
    private Optional<KeyValues> caches = Optional.empty();
    private int group;
    private int column;
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
        this.groups = groups();
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
        return groups.stream().mapToInt(List::size).max().orElseThrow();
    }

    @Override
    public int ownTokensMax() {
        return rows.stream().mapToInt(row -> row.own(shared).length).max().orElseThrow();
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

    /** Takes a chunk of its present group; returns the tokens computed. */
    int step() {
        List<Integer> present = groups.get(group);
        int longest = present.stream()
                .mapToInt(row -> rows.get(row).own(shared).length)
                .max()
                .orElseThrow();
        if (caches.isEmpty()) {
            caches = Optional.of(served.base().allocate(present.size(), KeyValues.rounded(longest)));
        }
        int end = Math.min(longest, column + CHUNK);
        score(present, end, caches.get());
        int computed = present.size() * (end - column);
        column = end;
        if (column == longest) {
            column = 0;
            group++;
            caches.ifPresent(KeyValues::close);
            caches = Optional.empty();
        }
        if (group == groups.size()) {
            finish();
        }
        return computed;
    }

    @Override
    public void close() {
        caches.ifPresent(KeyValues::close);
        caches = Optional.empty();
        prefix.ifPresent(PrefixCache.Entry::release);
        prefix = Optional.empty();
    }

    private void score(List<Integer> present, int end, KeyValues own) {
        int columns = end - column;
        var tokens = new int[present.size()][];
        var starts = new int[present.size()];
        Arrays.fill(starts, column);
        var asked = new ArrayList<long[]>(); // row, target's number, place, token
        for (int i = 0; i < tokens.length; i++) {
            ScoringRow row = rows.get(present.get(i));
            tokens[i] = Arrays.copyOf(
                    Arrays.copyOfRange(row.own(shared), Math.min(column, row.own(shared).length), end), columns);
            for (int target = 0; target < row.targets(); target++) {
                int place = row.from() + target - 1 - shared - column;
                if (place >= 0 && place < columns) {
                    asked.add(new long[] {
                        present.get(i), target, (long) i * columns + place, row.tokens()[row.from() + target]
                    });
                }
            }
        }
        KeyValues before =
                prefix.map(PrefixCache.Entry::caches).orElse(served.base().noPrefix());
        var step = new Step(List.of(new Rows(served.adapter(), before, shared, own, 0, tokens, starts)));
        if (asked.isEmpty()) {
            served.base().fill(step);
            return;
        }
        long[] places = asked.stream().mapToLong(ask -> ask[2]).toArray();
        long[] targets = asked.stream().mapToLong(ask -> ask[3]).toArray();
        int count = Math.min(call.likeliest().orElse(0), served.base().config().vocabulary());
        float[] scores = served.base().score(step, places, targets, count);
        for (int i = 0; i < places.length; i++) {
            int row = (int) asked.get(i)[0];
            int target = (int) asked.get(i)[1];
            logits[row][target] = scores[i];
            logProbabilities[row][target] = scores[places.length + i];
            var best = new ArrayList<Likely>();
            for (int rank = 0; rank < count; rank++) {
                int token = (int) scores[(2 + count + rank) * places.length + i];
                best.add(new Likely(OptionalInt.of(token), "", scores[(2 + rank) * places.length + i]));
            }
            likeliest.get(row).put(target, best);
        }
    }

    /** Rows of similar length, as many as one call takes; equal next tokens of choices cost a row each all the same. */
    private List<List<Integer>> groups() {
        var byLength = new ArrayList<Integer>();
        for (int row = 0; row < rows.size(); row++) {
            byLength.add(row);
        }
        byLength.sort(Comparator.comparingInt(row -> rows.get(row).tokens().length));
        var all = new ArrayList<List<Integer>>();
        var present = new ArrayList<Integer>();
        for (int row : byLength) {
            int columns = Math.min(CHUNK, rows.get(row).tokens().length - shared);
            if (!present.isEmpty() && (present.size() + 1) * columns > TOKENS_AT_ONCE) {
                all.add(List.copyOf(present));
                present.clear();
            }
            present.add(row);
        }
        all.add(List.copyOf(present));
        return all;
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
