package caravan.streams.backlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import caravan.streams.backlog.Watch.Event;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BacklogProcessorTest {
    private final Bench bench = new Bench(8, 3);

    @Test
    void storesARequestAndAsksLater() {
        bench.arrive("1:sky");

        assertThat(bench.asked).isEmpty();
        assertThat(bench.pending()).isEqualTo(1);
    }

    @Test
    void sendsAnAnswerAndDeletesTheEntry() {
        bench.arrive("1:sky");
        bench.turn();

        bench.answer("sky");
        bench.turn();

        assertThat(bench.sent()).containsExactly(entry("1", "sky!"));
        assertThat(bench.pending()).isZero();
        assertThat(bench.pendingGauge).isZero();
    }

    @Test
    void touchesNothingUntilTheStreamThreadLands() {
        bench.arrive("1:sky");
        bench.turn();

        bench.answer("sky");

        assertThat(bench.sent()).isEmpty();
        assertThat(bench.pending()).isEqualTo(1);
    }

    @Test
    void aCallOfTwoMinutesIsNoFailure() {
        bench.arrive("1:sky");
        bench.turn();
        bench.turn(120_000);

        bench.answer("sky");
        bench.turn();

        assertThat(bench.calls).isEqualTo(1);
        assertThat(bench.events).doesNotContainKeys(Event.RETRIED, Event.KEPT);
        assertThat(bench.sent()).containsExactly(entry("1", "sky!"));
        assertThat(BacklogSettings.defaults().callLimit()).isGreaterThan(Duration.ofMinutes(2));
    }

    @Test
    void theResultGoesOnWithTheTraceOfItsRequest() {
        bench.arrive("1:sky", "00-trace-1");
        bench.turn();
        bench.answer("sky");
        bench.turn();

        assertThat(bench.tracesSent()).containsExactly("00-trace-1");
    }

    @Test
    void leavesOutAnIdThatIsPending() {
        bench.arrive("1:sky");
        bench.arrive("1:sky");

        assertThat(bench.pending()).isEqualTo(1);
        assertThat(bench.events).containsEntry(Event.REPEATED, 1);
    }

    @Test
    void leavesOutAnIdThatIsDone() {
        bench.answersAtOnce = true;
        bench.arrive("1:sky");
        bench.turn();
        bench.turn();

        bench.arrive("1:sky");
        bench.turn();

        assertThat(bench.pending()).isZero();
        assertThat(bench.calls).isEqualTo(1);
    }

    @Test
    void submitsOldestFirstAndNoMoreThanTheBudget() {
        Bench narrow = new Bench(2, 3);
        narrow.arrive("1:a");
        narrow.arrive("2:b");
        narrow.arrive("3:c");

        narrow.turn();

        assertThat(narrow.asked).containsOnlyKeys("a", "b");
        narrow.answer("b");
        narrow.turn();
        assertThat(narrow.asked).containsOnlyKeys("a", "b", "c");
    }

    @Test
    void whatWaitsHoldsUpNobody() {
        bench.missing.add("prefix");
        bench.arrive("1:prefix");
        bench.arrive("2:sky");

        bench.turn();

        assertThat(bench.asked).containsOnlyKeys("sky");
    }

    @Test
    void asksWhatWaitedOnceItsNeedIsThere() {
        bench.missing.add("prefix");
        bench.arrive("1:prefix");
        bench.turn();

        bench.supply("prefix");
        bench.turn();

        assertThat(bench.asked).containsOnlyKeys("prefix");
    }

    @Test
    void refusesWhatCanNeverBeAsked() {
        bench.arrive("1:impossible");

        bench.turn();

        assertThat(bench.sent()).containsExactly(entry("1", "error: impossible"));
        assertThat(bench.pending()).isZero();
    }

    @Test
    void endsACallThatIsNoLongerWanted() {
        bench.arrive("1:sky");
        bench.arrive("2:sea");
        bench.turn();

        bench.dismiss("sky");
        bench.turn();
        bench.answer("sea");
        bench.turn();

        assertThat(bench.call("sky")).isCancelled();
        assertThat(bench.sent()).containsExactly(entry("1", "error: unwanted"), entry("2", "sea!"));
        assertThat(bench.events).containsEntry(Event.LET_GO, 1);
        assertThat(bench.pending()).isZero();
    }

    @Test
    void theAnswerToACallThatWasEndedIsNotASecondResult() {
        bench.arrive("1:sky");
        bench.turn();
        bench.answer("sky"); // waits in the inbox when the call is ended

        bench.dismiss("sky");
        bench.turn();
        bench.turn();

        assertThat(bench.sent()).hasSize(1).containsKey("1");
    }

    @Test
    void thePlaceOfACallThatWasEndedIsFreeAgain() {
        for (int i = 0; i < 8; i++) {
            bench.arrive(i + ":old" + i);
        }
        bench.turn();

        for (int i = 0; i < 8; i++) {
            bench.dismiss("old" + i);
        }
        bench.arrive("9:new");
        bench.turn();
        bench.turn();

        assertThat(bench.asked).containsKey("new");
    }

    @Test
    void aHopelessCallGetsItsErrorAtOnce() {
        bench.arrive("1:sky");
        bench.turn();

        bench.fail("sky", Failure.Kind.HOPELESS);
        bench.turn();

        assertThat(bench.sent()).containsExactly(entry("1", "error: engine"));
    }

    @Test
    void aBusyEngineIsAskedAgainAfterAWhile() {
        bench.arrive("1:sky");
        bench.turn();

        bench.fail("sky", Failure.Kind.BUSY);
        bench.turn(1);
        bench.turn(1_000);
        bench.answer("sky");
        bench.turn();

        assertThat(bench.sent()).containsExactly(entry("1", "sky!"));
        assertThat(bench.events).containsEntry(Event.RETRIED, 1).doesNotContainKey(Event.SUBMITTED_AGAIN);
    }

    @Test
    void anEngineThatStaysBusyGivesAnErrorInTheEnd() {
        bench.arrive("1:sky");

        for (int attempt = 0; attempt < 3; attempt++) {
            bench.turn(1_001);
            bench.fail("sky", Failure.Kind.BUSY);
            bench.turn(1);
        }

        assertThat(bench.calls).isEqualTo(3);
        assertThat(bench.sent()).containsExactly(entry("1", "error: engine"));
    }

    @Test
    void failuresAreCountedAcrossRestarts() {
        bench.arrive("1:sky");
        bench.turn();
        bench.fail("sky", Failure.Kind.BUSY);
        bench.turn();

        bench.restart();
        for (int attempt = 0; attempt < 2; attempt++) {
            bench.turn(1_001);
            bench.fail("sky", Failure.Kind.BUSY);
            bench.turn(1);
        }

        assertThat(bench.sent()).containsExactly(entry("1", "error: engine"));
    }

    @Test
    void anEngineThatIsDownLosesNothingAndIsProbedByOne() {
        bench.arrive("1:a");
        bench.arrive("2:b");
        bench.arrive("3:c");
        bench.turn();
        bench.fail("a", Failure.Kind.DOWN);
        bench.fail("b", Failure.Kind.DOWN);
        bench.fail("c", Failure.Kind.DOWN);
        bench.asked.clear();

        bench.turn(1);
        bench.turn(200);

        assertThat(bench.sent()).isEmpty();
        assertThat(bench.pending()).isEqualTo(3);
        assertThat(bench.asked).hasSize(1);
        assertThat(bench.circuit.state()).isEqualTo(Circuit.State.PROBING);
    }

    @Test
    void recoversAloneWhenTheProbeIsAnswered() {
        bench.arrive("1:a");
        bench.arrive("2:b");
        bench.turn();
        bench.fail("a", Failure.Kind.DOWN);
        bench.fail("b", Failure.Kind.DOWN);
        bench.turn(1);

        bench.answersAtOnce = true;
        bench.turn(200);
        bench.turn();
        bench.turn();

        assertThat(bench.sent()).containsOnly(entry("1", "a!"), entry("2", "b!"));
        assertThat(bench.circuit.state()).isEqualTo(Circuit.State.CLOSED);
    }

    @Test
    void anOversizeResultBecomesAnError() {
        String question = "x".repeat(Bench.RECORD_BYTES_MAX - 2);
        bench.arrive("1:" + question);
        bench.turn();

        bench.call(question).complete("y".repeat(Bench.RECORD_BYTES_MAX + 1));
        bench.turn();

        assertThat(bench.sent()).containsExactly(entry("1", "error: oversize"));
    }

    @Test
    void anOversizeRequestIsNeverStored() {
        bench.arrive("1:" + "x".repeat(Bench.RECORD_BYTES_MAX));

        assertThat(bench.sent()).containsExactly(entry("1", "error: oversize"));
        assertThat(bench.pending()).isZero();
    }

    @Test
    void aKnownCallIsRecalledAndNotMadeAgain() {
        bench.answersAtOnce = true;
        bench.arrive("1:sky");
        bench.turn();
        bench.turn();

        bench.arrive("2:sky");
        bench.turn();
        bench.turn();

        assertThat(bench.sent()).containsExactly(entry("1", "sky!"), entry("2", "sky!"));
        assertThat(bench.calls).isEqualTo(1);
        assertThat(bench.events).containsEntry(Event.RECALLED, 1);
    }

    @Test
    void aCallInFlightIsNotMadeTwice() {
        bench.arrive("1:sky");
        bench.arrive("2:sky");
        bench.turn();

        bench.answer("sky");
        bench.turn();
        bench.turn();

        assertThat(bench.sent()).containsExactly(entry("1", "sky!"), entry("2", "sky!"));
        assertThat(bench.calls).isEqualTo(1);
    }

    @Test
    void aCallWhoseRecordIsGoneIsMadeAgain() {
        bench.answersAtOnce = true;
        bench.arrive("1:sky");
        bench.turn();
        bench.turn();

        bench.recalls = false;
        bench.arrive("2:sky");
        bench.turn();
        bench.turn();
        bench.turn();

        assertThat(bench.sent()).containsEntry("2", "sky!");
        assertThat(bench.calls).isEqualTo(2);
        assertThat(bench.events).containsEntry(Event.FORGOTTEN, 1);
    }

    @Test
    void aLateAnswerToAClosedTaskIsDropped() {
        bench.arrive("1:sky");
        bench.turn();
        CompletableFuture<String> late = bench.call("sky");

        bench.restart();

        assertThat(late).isCancelled();
        bench.turn();
        bench.answer("sky");
        bench.turn();
        assertThat(bench.sent()).containsExactly(entry("1", "sky!"));
    }

    @Test
    void whatWasWithTheEngineAtACrashIsSubmittedAgainAndCounted() {
        bench.arrive("1:sky");
        bench.turn();
        bench.commit();

        bench.crash();
        bench.turn();
        bench.answer("sky");
        bench.turn();

        assertThat(bench.sent()).containsExactly(entry("1", "sky!"));
        assertThat(bench.events).containsEntry(Event.SUBMITTED_AGAIN, 1);
    }

    @Test
    void givesPlacesBackWhenItCloses() {
        Bench narrow = new Bench(1, 3);
        narrow.arrive("1:a");
        narrow.turn();

        narrow.restart();
        narrow.turn();

        assertThat(narrow.asked).containsOnlyKeys("a");
    }

    @Test
    void keepsTheOrderOfArrivalAcrossARestart() {
        Bench narrow = new Bench(1, 3);
        narrow.arrive("9:a");
        narrow.arrive("5:b");
        narrow.restart();
        narrow.arrive("1:c");

        narrow.turn();
        narrow.answer("a");
        narrow.turn();

        assertThat(narrow.asked).containsOnlyKeys("a", "b");
    }

    @Test
    void forgetsWhatWasDoneLongAgo() {
        bench.answersAtOnce = true;
        bench.arrive("1:sky");
        bench.turn();
        bench.turn();

        bench.sweep(Duration.ofDays(2));

        assertThat(bench.remembered()).isZero();
    }

    @Test
    void neverForgetsWhatIsPending() {
        bench.arrive("1:sky");

        bench.sweep(Duration.ofDays(2));
        bench.arrive("1:sky");

        assertThat(bench.pending()).isEqualTo(1);
    }
}
