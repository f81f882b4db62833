package caravan.inference.djl;

import caravan.inference.Generation;
import caravan.inference.Generation.Finish;
import caravan.inference.GenerationCall;
import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.ModelException;
import caravan.inference.ModelException.Kind;
import caravan.inference.Scheduling;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** A generation on its way through the engine. */
final class Sequence implements Job {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final GenerationCall call;
    private final Served served;
    private final Prompt prompt;
    private final Answer answer;
    private final Meter meter;
    private final long number = NUMBERS.incrementAndGet();
    private final long submittedNanos;
    private final TextTail tail;
    private final LogitEdits edits;
    private final int ownTokensMax;
    private int cachedTokens;
    private int generated;
    private int last;
    private long startedNanos;
    private long firstTokenNanos;

    /**
     * Where the answer goes.
     *
     * @param future completed at its end
     * @param pieces told the text as it comes
     * @param tokens told each token
     */
    record Answer(CompletableFuture<Generation> future, Consumer<String> pieces, IntConsumer tokens) {}

    Sequence(GenerationCall call, Served served, Prompt prompt, Answer answer, long submittedNanos, Meter meter) {
        this.call = call;
        this.served = served;
        this.prompt = prompt;
        this.answer = answer;
        this.meter = meter;
        this.submittedNanos = submittedNanos;
        this.tail =
                new TextTail(served.base().tokenizer()::decode, call.sampling().stop(), prompt.tokens());
        this.edits = new LogitEdits(
                call.sampling(), prompt.tokens(), served.base().config().vocabulary());
        int contextLeft = served.base().config().contextTokensMax() - prompt.shared();
        this.ownTokensMax = Math.min(prompt.ownLength() + call.sampling().maxTokens(), contextLeft);
    }

    GenerationCall call() {
        return call;
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
    public CompletableFuture<Generation> future() {
        return answer.future();
    }

    @Override
    public Scheduling scheduling() {
        return call.scheduling();
    }

    @Override
    public int shared() {
        return prompt.shared();
    }

    @Override
    public Optional<SharedPrefix> prefix() {
        return call.prefix();
    }

    @Override
    public int rows() {
        return 1;
    }

    /** A number that no other sequence has, from 1 on. */
    long number() {
        return number;
    }

    @Override
    public int ownTokensMax() {
        return ownTokensMax;
    }

    /** The token that the next step takes. */
    int last() {
        return last;
    }

    /** Tokens of its own that have been computed: all but the last. */
    int ownTokens() {
        return prompt.ownLength() + generated - 1;
    }

    /** Whether its tokens are drawn; at temperature 0 the likeliest is taken. */
    boolean isSampled() {
        return call.sampling().temperature() > 0;
    }

    /** Tokens that it has. */
    int generated() {
        return generated;
    }

    /** What changes its next logits before they are divided. */
    List<LogitEdits.Edit> edits() {
        return edits.isNone() ? List.of() : edits.next();
    }

    @Override
    public void start(int cached) {
        startedNanos = System.nanoTime();
        meter.queued(startedNanos - submittedNanos);
        cachedTokens = cached;
    }

    /** Takes its next token; after the last the future is complete. */
    void advance(int token) {
        last = token;
        edits.add(last);
        answer.tokens().accept(last);
        generated++;
        if (generated == 1) {
            firstTokenNanos = System.nanoTime();
            meter.drewFirst();
            meter.answeredFirst(firstTokenNanos - submittedNanos);
        }
        if (served.base().ends(last) || call.sampling().stopTokens().contains(last) || tail.add(last)) {
            finish(Finish.STOP);
        } else if (prompt.ownLength() + generated >= ownTokensMax) {
            finish(Finish.LENGTH);
        } else {
            tell(tail.piece());
        }
    }

    private void tell(String piece) {
        if (piece.isEmpty() || future().isDone()) {
            return;
        }
        try {
            answer.pieces().accept(piece);
        } catch (RuntimeException e) {
            future().completeExceptionally(new ModelException(
                    Kind.BAD_CALL, "listener-failed", "the listener to the pieces failed: " + e.getMessage(), e));
        }
    }

    private void finish(Finish why) {
        tell(tail.rest());
        long now = System.nanoTime();
        future().complete(new Generation(
                tail.text(),
                why,
                tail.matched(),
                served.version(),
                Optional.of(served.baseVersion()),
                prompt.tokens().length,
                cachedTokens,
                generated,
                millis(submittedNanos, startedNanos),
                OptionalLong.of(millis(submittedNanos, firstTokenNanos)),
                millis(startedNanos, now)));
    }

    private static long millis(long fromNanos, long toNanos) {
        return (toNanos - fromNanos) / 1_000_000;
    }
}
