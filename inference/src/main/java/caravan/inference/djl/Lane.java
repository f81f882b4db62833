package caravan.inference.djl;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The sequences that attend together: of one model version, behind the same tokens of the same prefix, and of similar
 * length. They fill the slots from 0 on without a gap, so that a step reads the caches in place. Those that arrive are
 * prefilled chunk by chunk between the decode steps of the others, and then join.
 */
final class Lane implements AutoCloseable {
    /** A prompt goes in by chunks of at most this many tokens, which bounds the wait of those that decode. */
    private static final int CHUNK = 512;

    private static final int SLOTS_AT_FIRST = 4;

    private final Served served;
    private final Optional<PrefixCache.Entry> prefix;
    private final int shared;
    private final boolean alone;
    private final Sampler sampler;
    private final List<Sequence> sequences = new ArrayList<>();
    private final Deque<Sequence> arriving = new ArrayDeque<>();
    private KeyValues caches;
    private Optional<Staging> staging = Optional.empty();

    /** A prompt of several chunks on its way in. */
    private record Staging(Sequence sequence, KeyValues caches, int computed) {}

    /**
     * An empty one.
     *
     * @param alone whether it is for one sequence, whose steps shall have shapes that depend on nobody else
     */
    Lane(Served served, Optional<PrefixCache.Entry> prefix, int shared, boolean alone, Sampler sampler) {
        this.served = served;
        this.prefix = prefix;
        this.shared = shared;
        this.alone = alone;
        this.sampler = sampler;
        this.caches = served.base().allocate(0, 0);
    }

    Served served() {
        return served;
    }

    boolean isAlone() {
        return alone;
    }

    /** Those that decode. */
    List<Sequence> sequences() {
        return sequences;
    }

    /** All that have a slot here, or will have. */
    int members() {
        return sequences.size() + arriving.size();
    }

    long bytes() {
        return caches.bytes() + staging.map(in -> in.caches().bytes()).orElse(0L);
    }

    /**
     * What it would take more with another member.
     *
     * @param sparing whether with no slot to spare
     */
    long bytesMore(Sequence newcomer, boolean sparing) {
        long perToken = served.base().cacheBytesPerToken();
        long staged = isStaged(newcomer) ? KeyValues.rounded(newcomer.ownTokensMax()) * perToken : 0;
        return slotsWith(sparing) * lengthWith(newcomer) * perToken - caches.bytes() + staged;
    }

    /** What it takes to begin a lane with that one. */
    static long bytesOfFirst(Sequence first, boolean sparing) {
        boolean alone = first.call().sampling().reproducible();
        long slots = sparing || alone ? 1 : SLOTS_AT_FIRST;
        long staged = !alone && first.prompt().tokens().length - first.shared() > CHUNK ? 1 : 0;
        return (slots + staged)
                * KeyValues.rounded(first.ownTokensMax())
                * first.served().base().cacheBytesPerToken();
    }

    /** Gives a newcomer its slot. */
    void receive(Sequence newcomer, boolean sparing) {
        int slots = (int) slotsWith(sparing);
        int length = (int) lengthWith(newcomer);
        if (slots > caches.slots() || length > caches.length()) {
            caches = caches.resized(slots, length, sequences.size());
        }
        arriving.add(newcomer);
    }

    /** Gives back slots that nobody needs; false if there are none. */
    boolean compact() {
        int slots = Math.max(1, members());
        if (alone || caches.slots() < 2 * slots) {
            return false;
        }
        caches = caches.resized(slots, caches.length(), sequences.size());
        return true;
    }

    /** Those that decode and those that arrive. */
    List<Sequence> all() {
        var all = new ArrayList<>(sequences);
        all.addAll(arriving);
        return all;
    }

    /** Whether its prefix is computed. */
    boolean isReady() {
        return prefix.map(PrefixCache.Entry::isReady).orElse(true);
    }

    boolean canPrefill() {
        return !arriving.isEmpty() && isReady();
    }

    /** Prefills some of those that arrive, by one call; whoever is through joins. Returns the tokens computed. */
    int prefill(int tokensMax) {
        Sequence first = arriving.element();
        if (first.prompt().ownLength() > CHUNK || alone) {
            return prefillChunk(first);
        }
        int longest = 0;
        var group = new ArrayList<Sequence>();
        for (Sequence next : arriving) {
            int columns = Math.max(longest, next.prompt().ownLength());
            boolean fits = group.isEmpty() || columns * (group.size() + 1) <= tokensMax;
            if (next.prompt().ownLength() > CHUNK || !fits) {
                break;
            }
            longest = columns;
            group.add(next);
        }
        group.forEach(joined -> arriving.remove());
        prefillTogether(group, longest);
        return group.stream().mapToInt(joined -> joined.prompt().ownLength()).sum();
    }

    /** What the next step takes of those that decode. */
    Rows decoding() {
        int count = sequences.size();
        var tokens = new int[count][1];
        var starts = new int[count];
        for (int i = 0; i < count; i++) {
            tokens[i][0] = sequences.get(i).last();
            starts[i] = sequences.get(i).ownTokens();
        }
        return rows(caches, 0, tokens, starts);
    }

    /** Takes out those whose call was cancelled, and those that are done. */
    void removeDone() {
        for (int slot = sequences.size() - 1; slot >= 0; slot--) {
            if (sequences.get(slot).future().isDone()) {
                prefix.ifPresent(PrefixCache.Entry::release);
                int last = sequences.size() - 1;
                Sequence moved = sequences.remove(last);
                if (slot != last) {
                    sequences.set(slot, moved);
                    caches.move(last, slot, moved.ownTokens());
                }
            }
        }
        if (staging.isPresent() && staging.get().sequence().future().isDone()) {
            unstage();
        }
        arriving.removeIf(newcomer -> {
            if (newcomer.future().isDone()) {
                prefix.ifPresent(PrefixCache.Entry::release);
            }
            return newcomer.future().isDone();
        });
    }

    /** Ends all its calls so. */
    void fail(RuntimeException why) {
        sequences.forEach(sequence -> sequence.future().completeExceptionally(why));
        arriving.forEach(sequence -> sequence.future().completeExceptionally(why));
    }

    /** Ends those whose deadline has passed. */
    void expire(Instant now) {
        sequences.forEach(sequence -> sequence.expire(now));
        arriving.forEach(sequence -> sequence.expire(now));
    }

    @Override
    public void close() {
        unstage();
        caches.close();
        for (int i = 0; i < members(); i++) {
            prefix.ifPresent(PrefixCache.Entry::release);
        }
        sequences.clear();
        arriving.clear();
    }

    private void prefillTogether(List<Sequence> group, int columns) {
        int count = group.size();
        var tokens = new int[count][];
        var lengths = new int[count];
        for (int i = 0; i < count; i++) {
            int[] own = group.get(i).prompt().own();
            lengths[i] = own.length;
            tokens[i] = Arrays.copyOf(own, columns);
        }
        int slot = sequences.size();
        sequences.addAll(group);
        predict(rows(caches, slot, tokens, new int[count]), lengths, group).advance(group, sampler, vocabulary());
    }

    /** The next chunk of a prompt that is too long for one call, or that shall be computed by itself. */
    private int prefillChunk(Sequence first) {
        if (staging.isEmpty()) {
            KeyValues own = alone
                    ? caches
                    : served.base().allocate(1, KeyValues.rounded(first.prompt().ownLength()));
            staging = Optional.of(new Staging(first, own, 0));
        }
        Staging in = staging.get();
        int[] own = first.prompt().own();
        int end = Math.min(own.length, in.computed() + CHUNK);
        int[][] chunk = {Arrays.copyOfRange(own, in.computed(), end)};
        Rows rows = rows(in.caches(), 0, chunk, new int[] {in.computed()});
        if (end < own.length) {
            served.base().fill(new Step(List.of(rows)));
            staging = Optional.of(new Staging(first, in.caches(), end));
            return chunk[0].length;
        }
        Predicted predicted = predict(rows, new int[] {chunk[0].length}, List.of(first));
        if (!alone) {
            caches.take(in.caches(), sequences.size(), 1, own.length);
        }
        unstage();
        arriving.remove();
        sequences.add(first);
        predicted.advance(List.of(first), sampler, vocabulary());
        return chunk[0].length;
    }

    private void unstage() {
        if (staging.isPresent() && !alone) {
            staging.get().caches().close();
        }
        staging = Optional.empty();
    }

    private Rows rows(KeyValues own, int slot, int[][] tokens, int[] starts) {
        KeyValues before =
                prefix.map(PrefixCache.Entry::caches).orElse(served.base().noPrefix());
        return new Rows(served.adapter(), before, shared, own, slot, tokens, starts);
    }

    private Predicted predict(Rows rows, int[] lengths, List<Sequence> of) {
        return served.base().predict(new Step(List.of(rows)), lengths, Choosing.of(of, vocabulary()));
    }

    private int vocabulary() {
        return served.base().config().vocabulary();
    }

    private boolean isStaged(Sequence newcomer) {
        return !alone && newcomer.prompt().ownLength() > CHUNK;
    }

    private long slotsWith(boolean sparing) {
        int needed = members() + 1;
        if (alone || needed <= caches.slots() || sparing) {
            return Math.max(needed, caches.slots());
        }
        return Math.max(SLOTS_AT_FIRST, Integer.highestOneBit(needed - 1) * 2);
    }

    private long lengthWith(Sequence newcomer) {
        return Math.max(caches.length(), KeyValues.rounded(newcomer.ownTokensMax()));
    }
}
