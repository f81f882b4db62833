package caravan.inference.djl;

import caravan.inference.Generation;
import caravan.inference.Generation.Finish;
import caravan.inference.GenerationCall;
import java.util.concurrent.CompletableFuture;

/** A call on its way through the engine. */
final class Sequence implements Comparable<Sequence> {
    private final GenerationCall call;
    private final Served served;
    private final Prompt prompt;
    private final CompletableFuture<Generation> future;
    private final long arrival;
    private final long submittedNanos;
    private final TextTail tail;
    private final int ownTokensMax;
    private int cachedTokens;
    private int generated;
    private int last;
    private long startedNanos;

    Sequence(
            GenerationCall call,
            Served served,
            Prompt prompt,
            CompletableFuture<Generation> future,
            long arrival,
            long submittedNanos) {
        this.call = call;
        this.served = served;
        this.prompt = prompt;
        this.future = future;
        this.arrival = arrival;
        this.submittedNanos = submittedNanos;
        this.tail =
                new TextTail(served.base().tokenizer()::decode, call.sampling().stop(), prompt.tokens());
        int contextLeft = served.base().config().contextTokensMax() - prompt.shared();
        this.ownTokensMax = Math.min(prompt.ownLength() + call.sampling().maxTokens(), contextLeft);
    }

    GenerationCall call() {
        return call;
    }

    Served served() {
        return served;
    }

    Prompt prompt() {
        return prompt;
    }

    CompletableFuture<Generation> future() {
        return future;
    }

    /** The most tokens it can have behind the prefix, completion included. */
    int ownTokensMax() {
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

    /** Divides its logits; where the likeliest token is taken nothing needs to. */
    float temperature() {
        double temperature = call.sampling().temperature();
        return temperature == 0 ? 1 : (float) temperature;
    }

    void start(int cached) {
        startedNanos = System.nanoTime();
        cachedTokens = cached;
    }

    /** Draws its next token; true when that was the last, and the future is complete. */
    boolean advance(Nucleus nucleus, float[] probabilities, int from) {
        int vocabulary = served.base().config().vocabulary();
        var sampling = call.sampling();
        last = nucleus.draw(
                probabilities, from, vocabulary, sampling.temperature(), sampling.topP(), call.seed(), generated);
        generated++;
        if (served.base().ends(last) || tail.add(last)) {
            return finish(Finish.STOP);
        }
        if (prompt.ownLength() + generated >= ownTokensMax) {
            return finish(Finish.LENGTH);
        }
        return false;
    }

    /** A higher priority first, then who came first. */
    @Override
    public int compareTo(Sequence other) {
        int byPriority = Integer.compare(other.call.priority(), call.priority());
        return byPriority != 0 ? byPriority : Long.compare(arrival, other.arrival);
    }

    private boolean finish(Finish why) {
        long now = System.nanoTime();
        future.complete(new Generation(
                tail.text(),
                why,
                tail.matched(),
                served.version(),
                prompt.tokens().length,
                cachedTokens,
                generated,
                (startedNanos - submittedNanos) / 1_000_000,
                (now - startedNanos) / 1_000_000));
        return true;
    }
}
