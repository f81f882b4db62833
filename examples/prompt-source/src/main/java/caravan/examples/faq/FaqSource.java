package caravan.examples.faq;

import caravan.producers.Batch;
import caravan.producers.Entry;
import caravan.producers.PromptSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Gives a page's questions in order, and those that are added at its end later. The position counts them. */
final class FaqSource implements PromptSource {
    private final Path page;
    private int given;

    FaqSource(Path page, Map<String, String> positions) {
        this.page = page;
        this.given = Integer.parseInt(positions.getOrDefault("", "0"));
    }

    @Override
    public Batch next(int entriesMax, Duration wait) throws IOException, InterruptedException {
        List<String> questions = questions();
        if (questions.size() <= given) {
            Thread.sleep(wait.toMillis());
            return Batch.NOTHING;
        }
        List<Entry> entries = new ArrayList<>();
        while (given < questions.size() && entries.size() < entriesMax) {
            entries.add(Entry.task(Integer.toString(given), questions.get(given), ""));
            given++;
        }
        return Batch.of(entries, Integer.toString(given));
    }

    private List<String> questions() throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.matches("#+ .*\\?\\s*"))
                .map(line -> line.replaceFirst("#+ ", "").strip())
                .toList();
    }

    @Override
    public void close() {
        // The page is opened for each look.
    }
}
