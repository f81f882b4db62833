package caravan.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final long DAY_MILLIS = 24 * 3_600_000L;
    private static final long START = 1_700_000_040_000L;

    @Test
    void keepsADayByTheMinuteAndHalfAnHourByTheLookHoweverLongItGoesOn() {
        History history = new History();
        for (long at = START; at < START + 3 * DAY_MILLIS; at += 2_000) {
            Series figures = new Series();
            figures.set("examples", (at - START) / 1_000.0);
            history.add(at, figures);
        }

        long[] minutes = Objects.requireNonNull((long[]) history.read(true).get("times"));
        long[] looks = Objects.requireNonNull((long[]) history.read(false).get("times"));

        assertThat(minutes).hasSize(24 * 60);
        assertThat(minutes[minutes.length - 1] - minutes[0]).isEqualTo(DAY_MILLIS - 60_000);
        assertThat(looks).hasSize(900);
        assertThat(looks[899] - looks[0]).isEqualTo(899 * 2_000);
    }

    @Test
    void tellsTheMeanOfAMinuteAndNothingForWhatWasUnknown() {
        History history = new History();
        for (int look = 0; look < 60; look++) {
            Series figures = new Series();
            figures.set("decode", look < 30 ? 10 : 20);
            history.add(START + look * 2_000L, figures);
        }

        Map<?, ?> series = Objects.requireNonNull((Map<?, ?>) history.read(true).get("series"));

        assertThat((Float[]) series.get("decode")).containsExactly(10f, 20f);
        assertThat((Float[]) series.get("p50")).containsExactly(null, null);
    }

    /** What is heard is twenty times what fits: a gigabyte of texts. Runs out of memory if more than rings is kept. */
    @Test
    void hearsADayOfRecordsInAHeapThatHoldsAnHourOfThem() throws Exception {
        Process hoard = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Hoard.class.getName(),
                        "1")
                .redirectErrorStream(true)
                .start();
        String said = new String(hoard.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(hoard.waitFor()).as(said).isZero();
        assertThat(said).contains("heard=259200");
    }
}
