package caravan.bench.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Calls behind one prefix.
 *
 * @param prefix tokens that all have in common
 * @param calls what each adds, and how many tokens it gets
 */
@SuppressWarnings("ArrayRecordComponent") // works are not compared
record SharedWork(int[] prefix, List<Call> calls) {
    /**
     * One call.
     *
     * @param own tokens behind the prefix
     * @param generated tokens to generate, however likely the end of the text
     */
    @SuppressWarnings("ArrayRecordComponent") // calls are not compared
    record Call(int[] own, int generated) {}

    SharedWork {
        calls = List.copyOf(calls);
    }

    /** Calls that all get the same number of tokens. */
    static SharedWork even(int prefix, int calls, int own, int generated, int vocabulary, long seed) {
        return ragged(prefix, calls, own, generated, generated, vocabulary, seed);
    }

    /** Calls whose numbers of tokens are drawn beforehand, evenly from {@code [least, most]}. */
    static SharedWork ragged(int prefix, int calls, int own, int least, int most, int vocabulary, long seed) {
        var random = new SplittableRandom(seed);
        int[] shared = Tokens.random(prefix, vocabulary, random.nextLong());
        var drawn = new ArrayList<Call>();
        for (int i = 0; i < calls; i++) {
            drawn.add(new Call(Tokens.random(own, vocabulary, random.nextLong()), random.nextInt(least, most + 1)));
        }
        return new SharedWork(shared, drawn);
    }

    int generated() {
        return calls.stream().mapToInt(Call::generated).sum();
    }
}
