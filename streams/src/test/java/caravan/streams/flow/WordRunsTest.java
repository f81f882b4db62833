package caravan.streams.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordRunsTest {
    private final WordRuns runs = new WordRuns(4, List.of("High water comes fifty minutes later.", "Ask me."));

    @Test
    void findsASharedRunWhateverCaseAndPunctuation() {
        assertThat(runs.sharedBy("So: WATER comes, fifty minutes on.", "")).contains("water comes fifty minutes");
    }

    @Test
    void letsShorterOverlapsAndOwnWordsBe() {
        assertThat(runs.sharedBy("Water comes fifty feet high", "")).isEmpty();
        assertThat(runs.sharedBy("water comes fifty minutes", "Why is it that water comes fifty minutes later?"))
                .isEmpty();
    }

    @Test
    void takesAShortTextAsOneRun() {
        assertThat(runs.sharedBy("Ask me!", "")).contains("ask me");
        assertThat(runs.sharedBy("Please ask me", "")).isEmpty();
    }
}
