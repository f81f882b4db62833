package caravan.streams.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BudgetTest {
    private final Budget budget = new Budget(8);

    @Test
    void oneTaskAloneMayTakeAllPlaces() {
        Budget.Seat instruct = budget.join(1);

        assertThat(takeAll(instruct, 0)).isEqualTo(8);
    }

    @Test
    void keepsAQuarterFreeForWhatLiesDownstream() {
        Budget.Seat align = budget.join(0);
        Budget.Seat instruct = budget.join(1);

        assertThat(takeAll(instruct, 0)).isEqualTo(6);
        assertThat(align.take(0)).isTrue();
    }

    @Test
    void aFreedPlaceGoesDownstreamFirst() {
        Budget.Seat align = budget.join(0);
        Budget.Seat instruct = budget.join(1);
        takeAll(instruct, 0);
        takeAll(align, 0);

        instruct.giveBack();

        assertThat(instruct.take(1)).isFalse();
        assertThat(align.take(1)).isTrue();
    }

    @Test
    void aWishThatIsNotRepeatedLapses() {
        Budget.Seat align = budget.join(0);
        Budget.Seat instruct = budget.join(1);
        takeAll(align, 0);
        for (int call = 0; call < 4; call++) {
            align.giveBack();
        }

        assertThat(instruct.take(500)).isFalse();
        assertThat(instruct.take(2_000)).isTrue();
    }

    @Test
    void sharesEvenlyBetweenTasksOfOneStep() {
        Budget.Seat first = budget.join(0);
        Budget.Seat second = budget.join(0);
        takeAll(first, 0);
        second.take(0);

        for (int call = 0; call < 4; call++) {
            first.giveBack();
        }

        assertThat(first.take(1)).isFalse();
        assertThat(takeAll(second, 1)).isEqualTo(4);
    }

    @Test
    void aSeatThatLeftWishesNothing() {
        Budget.Seat align = budget.join(0);
        Budget.Seat instruct = budget.join(1);
        takeAll(align, 0);
        align.close();
        align.giveBack();

        assertThat(instruct.take(1)).isTrue();
    }

    private static int takeAll(Budget.Seat seat, long nowMillis) {
        int taken = 0;
        while (seat.take(nowMillis)) {
            taken++;
        }
        return taken;
    }
}
