package caravan.principles.reading;

import caravan.principles.BlockedWords;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads {@code blocked-words.txt}: a word or phrase a line; lines that begin with {@code #} and empty ones are skipped.
 */
final class BlockedWordsReader {
    static final String FILE = "blocked-words.txt";

    private final Problems problems;

    BlockedWordsReader(Problems problems) {
        this.problems = problems;
    }

    BlockedWords read(Path folder) {
        List<String> words = Source.read(folder, FILE, problems).map(Source::lines).orElse(List.of()).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .distinct()
                .toList();
        return new BlockedWords(words);
    }
}
