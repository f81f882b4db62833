package caravan.streams.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever happens in whatever order: requests = completions + errors + pending, and no id gets two. */
class BooksBalanceTest {
    enum Act {
        ARRIVE,
        TURN,
        ANSWER,
        BUSY,
        HOPELESS,
        DOWN,
        COMMIT,
        CRASH,
        RESTART,
        FORGET
    }

    record Move(Act act, int number) {}

    @Provide
    Arbitrary<List<Move>> moves() {
        Arbitrary<Act> acts = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just(Act.ARRIVE)),
                Tuple.of(8, Arbitraries.just(Act.TURN)),
                Tuple.of(5, Arbitraries.just(Act.ANSWER)),
                Tuple.of(4, Arbitraries.of(Act.BUSY, Act.HOPELESS, Act.DOWN)),
                Tuple.of(3, Arbitraries.of(Act.COMMIT, Act.CRASH, Act.RESTART, Act.FORGET)));
        return Combinators.combine(acts, Arbitraries.integers().between(0, 30))
                .as(Move::new)
                .list()
                .ofMaxSize(120);
    }

    @Property(tries = 400)
    void theBooksBalanceAtEveryCommit(@ForAll("moves") List<Move> moves) {
        Bench bench = new Bench(3, 3);
        Set<String> arrived = new HashSet<>();

        for (Move move : moves) {
            play(bench, move, arrived);
            if (move.act() == Act.COMMIT || move.act() == Act.RESTART) {
                assertThat(bench.committed.size() + bench.pending()).isEqualTo(arrived.size());
                assertThat(bench.pendingGauge).isEqualTo(bench.pending());
            }
        }
        finish(bench);

        assertThat(bench.doubled).isEmpty();
        assertThat(bench.committed).containsOnlyKeys(arrived);
        assertThat(bench.pending()).isZero();
        assertThat(bench.committed.values()).allMatch(result -> result.endsWith("!") || result.startsWith("error: "));
    }

    private static void play(Bench bench, Move move, Set<String> arrived) {
        switch (move.act()) {
            case ARRIVE -> {
                String id = "id" + move.number();
                arrived.add(id);
                bench.arrive(id + ":question" + move.number() % 7);
            }
            case TURN -> bench.turn(20L * (1 + move.number()));
            case ANSWER -> open(bench, move.number()).ifPresent(bench::answer);
            case BUSY -> open(bench, move.number()).ifPresent(question -> bench.fail(question, Failure.Kind.BUSY));
            case HOPELESS ->
                open(bench, move.number()).ifPresent(question -> bench.fail(question, Failure.Kind.HOPELESS));
            case DOWN -> open(bench, move.number()).ifPresent(question -> bench.fail(question, Failure.Kind.DOWN));
            case COMMIT -> bench.commit();
            case CRASH -> bench.crash();
            case RESTART -> bench.restart();
            case FORGET -> bench.recalls = !bench.recalls;
        }
    }

    private static Optional<String> open(Bench bench, int number) {
        List<String> open = bench.asked.entrySet().stream()
                .filter(call -> !call.getValue().isDone())
                .map(Map.Entry::getKey)
                .toList();
        return open.isEmpty() ? Optional.empty() : Optional.of(open.get(number % open.size()));
    }

    private static void finish(Bench bench) {
        bench.answersAtOnce = true;
        bench.asked.forEach((question, answer) -> complete(answer, question));
        for (int turns = 0; turns < 200 && bench.pending() > 0; turns++) {
            bench.turn(1_001);
        }
        bench.commit();
    }

    private static void complete(CompletableFuture<String> answer, String question) {
        answer.complete(question + "!");
    }
}
