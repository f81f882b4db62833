package caravan.inference.djl;

import caravan.inference.ScoredToken.Likely;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Rows of similar length that go through the decoder together behind their shared prefix, chunk by chunk; each chunk
 * tells the scores of the tokens that follow its own. They are those of one scoring call and, as far as there is room,
 * of others that it {@link Scoring#goesWith goes with}: a small call costs little more than its tokens.
 */
final class ScoringBatch implements AutoCloseable {
    private static final int CHUNK = 512;
    private static final int TOKENS_AT_ONCE = 2_048;

    private final Scoring first;
    private final KeyValues before;
    private final List<Member> members;
    private final int columns;
    private Optional<KeyValues> caches = Optional.empty();
    private int column;

    private record Member(Scoring scoring, int row) {}

    /** A token whose score is wanted: its member and target, and its place among the chunk's flat (rows, columns). */
    private record Asked(Member member, int target, long place, long token) {}

    private ScoringBatch(List<Member> members) {
        this.members = members;
        this.first = members.get(0).scoring();
        // Asked now, for it may end before the others, which keep the prefix.
        this.before = first.before();
        this.columns = members.stream().mapToInt(ScoringBatch::length).max().orElseThrow();
    }

    /** The longest row of the first call that waits, and those of all that go with it which are about as long. */
    static ScoringBatch of(Scoring first, List<Scoring> all) {
        Member anchor = new Member(first, first.waiting().get(0));
        // Rows are padded to the longest: some more tokens cost less than another step, and no memory.
        int shortest = length(anchor) / 2 - 32;
        int columns = Math.max(
                length(anchor), Math.min(KeyValues.rounded(length(anchor)), length(anchor) + length(anchor) / 4));
        List<Member> fitting = new ArrayList<>();
        for (Scoring scoring : all) {
            // Its budget for keys and values is by its longest row.
            if (scoring.goesWith(first) && KeyValues.rounded(columns) <= KeyValues.rounded(scoring.ownTokensMax())) {
                scoring.waiting().stream()
                        .map(row -> new Member(scoring, row))
                        .filter(each -> !each.equals(anchor) && length(each) >= shortest && length(each) <= columns)
                        .forEach(fitting::add);
            }
        }
        fitting.sort(Comparator.comparingInt((Member each) -> -length(each)));
        List<Member> members = new ArrayList<>(List.of(anchor));
        for (Member next : fitting) {
            if ((members.size() + 1) * Math.min(CHUNK, columns) <= TOKENS_AT_ONCE) {
                members.add(next);
            }
        }
        members.forEach(each -> each.scoring().waiting().remove((Integer) each.row()));
        return new ScoringBatch(members);
    }

    /** The most rows of one call that a batch takes. */
    static int rowsAtOnce(List<ScoringRow> rows, int shared) {
        int[] lengths =
                rows.stream().mapToInt(row -> row.ownLength(shared)).sorted().toArray();
        int most = 1;
        for (int longest = 0; longest < lengths.length; longest++) {
            int fitting = TOKENS_AT_ONCE / Math.min(CHUNK, lengths[longest]);
            most = Math.max(most, Math.min(longest + 1, fitting));
        }
        return most;
    }

    private static int length(Member member) {
        return member.scoring().row(member.row()).ownLength(member.scoring().shared());
    }

    /** The calls that have rows here. */
    Set<Scoring> scorings() {
        Set<Scoring> scorings = new HashSet<>();
        members.forEach(each -> scorings.add(each.scoring()));
        return scorings;
    }

    /** Whether all rows are through, or nobody waits for any of them. */
    boolean isDone() {
        return column == columns
                || members.stream().allMatch(each -> each.scoring().future().isDone());
    }

    /** What its keys and values take. */
    long bytes() {
        return caches.map(KeyValues::bytes).orElse(0L);
    }

    /** Takes a chunk; returns the tokens computed, padding included. */
    int step() {
        if (caches.isEmpty()) {
            caches = Optional.of(first.served().base().allocate(members.size(), KeyValues.rounded(columns)));
        }
        int end = Math.min(columns, column + CHUNK);
        score(end, caches.get());
        int computed = members.size() * (end - column);
        column = end;
        if (column == columns) {
            members.forEach(each -> each.scoring().ended());
        }
        return computed;
    }

    private void score(int end, KeyValues own) {
        int width = end - column;
        int[][] tokens = new int[members.size()][];
        int[] starts = new int[members.size()];
        Arrays.fill(starts, column);
        List<Asked> asked = new ArrayList<>();
        for (int i = 0; i < tokens.length; i++) {
            Member member = members.get(i);
            int[] row = member.scoring().own(member.row());
            tokens[i] = Arrays.copyOf(Arrays.copyOfRange(row, Math.min(column, row.length), end), width);
            asked.addAll(asked(member, width, (long) i * width));
        }
        Rows rows = new Rows(first.served().adapter(), before, first.shared(), own, 0, tokens, starts);
        Step step = new Step(List.of(rows));
        if (asked.isEmpty()) {
            first.served().base().fill(step);
        } else {
            tell(step, asked);
        }
    }

    private List<Asked> asked(Member member, int width, long begin) {
        ScoringRow row = member.scoring().row(member.row());
        List<Asked> asked = new ArrayList<>();
        for (int target = 0; target < row.targets(); target++) {
            int place = row.from() + target - 1 - first.shared() - column;
            if (place >= 0 && place < width) {
                asked.add(new Asked(member, target, begin + place, row.tokens()[row.from() + target]));
            }
        }
        return asked;
    }

    private void tell(Step step, List<Asked> asked) {
        int count = first.likeliest();
        int places = asked.size();
        float[] scores = first.served()
                .base()
                .score(
                        step,
                        asked.stream().mapToLong(Asked::place).toArray(),
                        asked.stream().mapToLong(Asked::token).toArray(),
                        count);
        for (int i = 0; i < places; i++) {
            List<Likely> best = new ArrayList<>();
            for (int rank = 0; rank < count; rank++) {
                int token = (int) scores[(2 + count + rank) * places + i];
                best.add(new Likely(OptionalInt.of(token), "", scores[(2 + rank) * places + i]));
            }
            Asked each = asked.get(i);
            each.member().scoring().found(each.member().row(), each.target(), scores[i], scores[places + i], best);
        }
    }

    @Override
    public void close() {
        caches.ifPresent(KeyValues::close);
        caches = Optional.empty();
    }
}
