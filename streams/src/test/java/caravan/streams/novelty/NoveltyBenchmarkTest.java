package caravan.streams.novelty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NoveltyBenchmarkTest {
    @Test
    void agreesWithBruteForceOnAFewTexts() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();

        boolean identical = NoveltyBenchmark.run(new PrintStream(written, true, StandardCharsets.UTF_8), 2_000);

        assertThat(identical).isTrue();
        assertThat(written.toString(StandardCharsets.UTF_8).lines())
                .last()
                .asString()
                .matches("novelty: n=2000 seconds=\\d+\\.\\d\\d pairs_ratio=\\d+ identical=true");
    }
}
