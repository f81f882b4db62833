package caravan.streams.backlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private final Budget budget = new Budget(16);

    @Test
    void oneStepAloneMayTakeAllPlaces() {
        Budget.Seat instruct = budget.join("instruct", 1);

        assertThat(takeAll(instruct, 0)).isEqualTo(16);
    }

    @Test
    void keepsAQuarterOfAnIdleStepsPartFree() {
        Budget.Seat align = budget.join("align", 3);
        Budget.Seat instruct = budget.join("instruct", 1);

        assertThat(takeAll(instruct, 0)).isEqualTo(13);
        assertThat(align.take(0)).isTrue();
    }

    @Test
    void sharesByWeightWhileBothWantPlaces() {
        Budget.Seat align = budget.join("align", 3);
        Budget.Seat instruct = budget.join("instruct", 1);
        takeAll(instruct, 0);
        takeAll(align, 0);

        int moved = 0;
        for (int round = 0; round < 40; round++) {
            instruct.giveBack();
            if (instruct.take(round)) {
                break;
            }
            moved += takeAll(align, round);
        }

        assertThat(moved).as("until instruct has its quarter").isEqualTo(9);
    }

    @Test
    void aStepBelowItsPartIsServedHoweverMuchAnotherWants() {
        Budget.Seat align = budget.join("align", 3);
        Budget.Seat instruct = budget.join("instruct", 1);
        takeAll(align, 0);
        takeAll(instruct, 0);
        for (int call = 0; call < 4; call++) {
            align.giveBack();
        }

        assertThat(takeAll(align, 1)).isEqualTo(1);
        assertThat(takeAll(instruct, 1)).isEqualTo(3);
    }

    @Test
    void aWishThatIsNotRepeatedLapses() {
        Budget.Seat align = budget.join("align", 3);
        Budget.Seat instruct = budget.join("instruct", 1);
        takeAll(instruct, 0);
        takeAll(align, 0);
        instruct.giveBack();

        assertThat(instruct.take(500)).isFalse();
        assertThat(instruct.take(2_000)).isTrue();
    }

    @Test
    void sharesEvenlyBetweenTasksOfOneStep() {
        Budget.Seat first = budget.join("align", 1);
        Budget.Seat second = budget.join("align", 1);
        takeAll(first, 0);
        second.take(0);

        for (int call = 0; call < 8; call++) {
            first.giveBack();
        }

        assertThat(first.take(1)).isFalse();
        assertThat(takeAll(second, 1)).isEqualTo(8);
    }

    @Test
    void leavesNoPlaceEmptyHoweverManyTasksThereAre() {
        Budget uneven = new Budget(13);
        List<Budget.Seat> tasks =
                Stream.generate(() -> uneven.join("align", 1)).limit(8).toList();

        for (int round = 0; round < 2; round++) {
            tasks.forEach(task -> task.take(0));
        }

        assertThat(uneven.taken()).isEqualTo(13);
    }

    @Test
    void aSeatThatLeftWishesNothing() {
        Budget.Seat align = budget.join("align", 3);
        Budget.Seat instruct = budget.join("instruct", 1);
        takeAll(instruct, 0);
        takeAll(align, 0);
        align.close();
        instruct.giveBack();

        assertThat(instruct.take(1)).isTrue();
    }

    @Test
    void refusesAWeightOfZero() {
        assertThatThrownBy(() -> budget.join("align", 0)).hasMessage("weight of align must be at least 1, was 0");
    }

    private static int takeAll(Budget.Seat seat, long nowMillis) {
        int taken = 0;
        while (seat.take(nowMillis)) {
            taken++;
        }
        return taken;
    }
}
