package caravan.inference.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdaptiveLimitTest {
    private static final int MOST = 256;

    @ParameterizedTest
    @ValueSource(ints = {4, 16, 48})
    void findsTheBatchOfAServerThatQueuesAndNeverRefuses(int slots) {
        SimulatedServer server = new SimulatedServer(slots, Integer.MAX_VALUE);

        server.run(60_000);

        assertThat(server.meanLimit()).isBetween(slots * 1.0, slots * 3.0);
        assertThat(server.busyShare()).isGreaterThan(0.9);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 16, 48})
    void staysNearWhatARefusingServerTakes(int slots) {
        SimulatedServer server = new SimulatedServer(slots, slots);

        server.run(60_000);

        assertThat(server.meanLimit()).isBetween(slots * 0.6, slots * 1.2);
        assertThat(server.refusedShare()).isLessThan(0.5 / slots);
        assertThat(server.busyShare()).isGreaterThan(0.7);
    }

    @Test
    void goesToTheMostWhereNothingSpeaksAgainstIt() {
        SimulatedServer server = new SimulatedServer(MOST, Integer.MAX_VALUE);

        server.run(20_000);

        assertThat(server.meanLimit()).isGreaterThan(MOST * 0.8);
    }

    @Test
    void takesManyRefusalsOfTheSameMomentForOne() {
        AdaptiveLimit limit = new AdaptiveLimit(MOST);
        List<Long> calls = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            limit.answered(limit.begin(), MOST, 500, 50);
            calls.add(limit.begin());
        }

        calls.forEach(limit::refused);

        assertThat(limit.limit()).isEqualTo((2 + 3) / 2);
    }

    @Test
    void neverFallsBelowOneCall() {
        AdaptiveLimit limit = new AdaptiveLimit(MOST);

        for (int i = 0; i < 20; i++) {
            limit.refused(limit.begin());
        }

        assertThat(limit.limit()).isEqualTo(1);
    }

    @Test
    void doesNotGrowWhereTheLimitIsNotWhatHoldsCallsBack() {
        AdaptiveLimit limit = new AdaptiveLimit(MOST);

        for (int i = 0; i < 100; i++) {
            limit.answered(limit.begin(), 1, 500, 50);
        }

        assertThat(limit.limit()).isEqualTo(2);
    }

    /** Steps of 10 ms; a step of a full batch gives each of its calls half the tokens that a call alone gets. */
    private static final class SimulatedServer {
        private final AdaptiveLimit limit = new AdaptiveLimit(MOST);
        private final Random random = new Random(1);
        private final Deque<Call> queue = new ArrayDeque<>();
        private final List<Call> batch = new ArrayList<>();
        private final int slots;
        private final int refusesAbove;
        private double limits;
        private long busy;
        private long steps;
        private long sent;
        private long refused;

        private static final class Call {
            private final long number;
            private final long sentAt;
            private final int tokens;
            private double left;

            Call(long number, long sentAt, int tokens) {
                this.number = number;
                this.sentAt = sentAt;
                this.tokens = tokens;
                this.left = tokens;
            }
        }

        SimulatedServer(int slots, int refusesAbove) {
            this.slots = slots;
            this.refusesAbove = refusesAbove;
        }

        void run(int allSteps) {
            for (int step = 0; step < allSteps; step++) {
                send(step);
                while (batch.size() < slots && !queue.isEmpty()) {
                    batch.add(queue.remove());
                }
                serve(step);
                if (step > allSteps / 3) {
                    steps++;
                    limits += limit.limit();
                    busy += batch.size();
                }
            }
        }

        double meanLimit() {
            return limits / steps;
        }

        double busyShare() {
            return (double) busy / steps / slots;
        }

        double refusedShare() {
            return (double) refused / sent;
        }

        private void send(int step) {
            int room = limit.limit() - queue.size() - batch.size();
            for (int i = 0; i < room; i++) {
                long number = limit.begin();
                sent++;
                if (queue.size() + batch.size() >= refusesAbove) {
                    refused++;
                    limit.refused(number);
                    return;
                }
                queue.add(new Call(number, step, 20 + random.nextInt(200)));
            }
        }

        private void serve(int step) {
            double rate = 1 / (1 + (double) batch.size() / slots);
            for (Call call : List.copyOf(batch)) {
                call.left -= rate;
                if (call.left <= 0) {
                    int inFlight = queue.size() + batch.size();
                    batch.remove(call);
                    limit.answered(call.number, inFlight, 10 * (step - call.sentAt), call.tokens);
                }
            }
        }
    }
}
