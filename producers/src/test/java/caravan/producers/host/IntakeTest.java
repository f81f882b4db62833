package caravan.producers.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class IntakeTest {
    @Test
    void dealsAShortRoomByWeightsHoweverMuchOneOfThemWants() throws InterruptedException {
        Intake intake = new Intake(100);
        Map<String, LongAdder> taken = new ConcurrentHashMap<>();
        Thread flood = taking(intake, "flood", 1, 5_000, taken);
        Thread heavy = taking(intake, "heavy", 3, 10, taken);
        long dealt = 0;
        while (dealt < 8_000) {
            intake.onTheWay(60);
            Thread.sleep(1);
            dealt = taken.values().stream().mapToLong(LongAdder::sum).sum();
        }
        flood.interrupt();
        heavy.interrupt();
        flood.join();
        heavy.join();

        double share = (double) sum(taken, "heavy") / sum(taken, "flood");
        assertThat(share).isBetween(2.0, 4.5);
    }

    @Test
    void takesNothingWhileTheBacklogIsDeep() throws InterruptedException {
        Intake intake = new Intake(10);
        intake.onTheWay(10);

        assertThat(intake.isDeep()).isTrue();
        assertThat(intake.take("one", 1, 5, 20)).isZero();

        intake.onTheWay(7);

        assertThat(intake.take("one", 1, 5, 20)).isEqualTo(3);
    }

    @Test
    void keepsARate() {
        Rate rate = new Rate(10, 0);

        assertThat(rate.allowed(100, 0)).isEqualTo(1);
        rate.spent(1);
        assertThat(rate.allowed(100, 500_000_000)).isEqualTo(5);
        rate.spent(5);
        assertThat(rate.allowed(100, 60_000_000_000L)).isEqualTo(10);
    }

    private static long sum(Map<String, LongAdder> taken, String name) {
        return taken.getOrDefault(name, new LongAdder()).sum();
    }

    private static Thread taking(Intake intake, String name, double weight, int wanted, Map<String, LongAdder> taken) {
        LongAdder count = taken.computeIfAbsent(name, unused -> new LongAdder());
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    count.add(intake.take(name, weight, wanted, 1_000));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
        return thread;
    }
}
