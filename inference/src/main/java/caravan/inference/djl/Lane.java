package caravan.inference.djl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The sequences that go through the decoder together: of one model version, behind the same tokens of the same prefix.
 * They fill the slots from 0 on without a gap, so that a step reads the caches in place.
 */
final class Lane implements AutoCloseable {
    /** A prompt goes in by chunks of at most this many tokens, which bounds the size of the mask. */
    private static final int CHUNK = 512;

    private static final int SLOTS_AT_FIRST = 4;

    private final Served served;
    private final KeyValues prefix;
    private final int shared;
    private final Sampler sampler;
    private final List<Sequence> sequences = new ArrayList<>();
    private KeyValues caches;

    Lane(Served served, KeyValues prefix, int shared, Sampler sampler) {
        this.served = served;
        this.prefix = prefix;
        this.shared = shared;
        this.sampler = sampler;
        this.caches = served.base().allocate(SLOTS_AT_FIRST, KeyValues.rounded(1));
    }

    List<Sequence> sequences() {
        return sequences;
    }

    /** Prefills newcomers and draws the first token of each; returns the tokens computed. */
    int admit(List<Sequence> newcomers) {
        makeRoom(newcomers);
        var together = new ArrayList<Sequence>();
        int computed = 0;
        for (Sequence newcomer : newcomers) {
            int length = newcomer.prompt().ownLength();
            computed += length;
            if (length <= CHUNK) {
                together.add(newcomer);
            }
        }
        // Short prompts share a call, padded to the longest of their group; similar lengths pad least.
        together.sort(
                (a, b) -> Integer.compare(a.prompt().ownLength(), b.prompt().ownLength()));
        for (int from = 0; from < together.size(); ) {
            int to = from + 1;
            while (to < together.size()
                    && (to + 1 - from) * together.get(to).prompt().ownLength() <= 4 * CHUNK) {
                to++;
            }
            prefillTogether(together.subList(from, to));
            from = to;
        }
        for (Sequence newcomer : newcomers) {
            if (newcomer.prompt().ownLength() > CHUNK) {
                prefillInChunks(newcomer);
            }
        }
        removeDone();
        return computed;
    }

    /** Takes every sequence one token further; returns the tokens drawn. */
    int step() {
        int rows = sequences.size();
        var tokens = new int[rows][1];
        var starts = new int[rows];
        for (int i = 0; i < rows; i++) {
            tokens[i][0] = sequences.get(i).last();
            starts[i] = sequences.get(i).ownTokens();
        }
        var lengths = new int[rows];
        Arrays.fill(lengths, 1);
        draw(sequences, predict(0, tokens, lengths, starts, sequences));
        removeDone();
        return rows;
    }

    /** Takes out those whose call was cancelled, and those that are done. */
    void removeDone() {
        for (int slot = sequences.size() - 1; slot >= 0; slot--) {
            if (sequences.get(slot).future().isDone()) {
                int last = sequences.size() - 1;
                Sequence moved = sequences.remove(last);
                if (slot != last) {
                    sequences.set(slot, moved);
                    caches.move(last, slot, moved.ownTokens());
                }
            }
        }
    }

    @Override
    public void close() {
        caches.close();
    }

    private void prefillTogether(List<Sequence> group) {
        int rows = group.size();
        int columns = group.get(rows - 1).prompt().ownLength();
        var tokens = new int[rows][];
        var lengths = new int[rows];
        for (int i = 0; i < rows; i++) {
            int[] own = group.get(i).prompt().own();
            lengths[i] = own.length;
            tokens[i] = Arrays.copyOf(own, columns);
        }
        int slot = sequences.size();
        float[] probabilities = predict(slot, tokens, lengths, new int[rows], group);
        sequences.addAll(group);
        draw(group, probabilities);
    }

    private void prefillInChunks(Sequence newcomer) {
        int[] own = newcomer.prompt().own();
        int slot = sequences.size();
        float[] probabilities = new float[0];
        for (int start = 0; start < own.length; start += CHUNK) {
            int[] chunk = Arrays.copyOfRange(own, start, Math.min(own.length, start + CHUNK));
            probabilities =
                    predict(slot, new int[][] {chunk}, new int[] {chunk.length}, new int[] {start}, List.of(newcomer));
        }
        sequences.add(newcomer);
        draw(List.of(newcomer), probabilities);
    }

    private float[] predict(int slot, int[][] tokens, int[] lengths, int[] starts, List<Sequence> rows) {
        Choosing choosing = Choosing.of(rows, served.base().config().vocabulary());
        return served.base().predict(served.adapter(), prefix, shared, caches, slot, tokens, lengths, starts, choosing);
    }

    private void draw(List<Sequence> rows, float[] probabilities) {
        int vocabulary = served.base().config().vocabulary();
        for (int i = 0; i < rows.size(); i++) {
            rows.get(i).advance(sampler, probabilities, i * vocabulary);
        }
    }

    private void makeRoom(List<Sequence> newcomers) {
        int slots = caches.slots();
        while (slots < sequences.size() + newcomers.size()) {
            slots *= 2;
        }
        int length = caches.length();
        for (Sequence newcomer : newcomers) {
            length = Math.max(length, KeyValues.rounded(newcomer.ownTokensMax()));
        }
        if (slots > caches.slots() || length > caches.length()) {
            caches = caches.grow(slots, length);
        }
    }
}
