package caravan.principles.reading;

import caravan.principles.BlockedWords;
import caravan.principles.SeedTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code seed-tasks.jsonl} and holds the tasks against the blocked words. */
final class SeedTaskReader {
    static final String FILE = "seed-tasks.jsonl";

    private final BlockedWords blocked;
    private final Problems problems;
    private final Map<String, Integer> lineOfInstruction = new HashMap<>();

    SeedTaskReader(BlockedWords blocked, Problems problems) {
        this.blocked = blocked;
        this.problems = problems;
    }

    List<SeedTask> read(Path folder) {
        List<SeedTask> tasks = new ArrayList<>();
        List<String> lines =
                Source.read(folder, FILE, problems).map(Source::lines).orElse(List.of());
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isBlank() && !line.startsWith("#")) {
                NodeReader.json(FILE, line, i, problems)
                        .flatMap(node -> Entry.of(FILE, node, problems, "instruction", "input", "classification"))
                        .flatMap(this::task)
                        .ifPresent(tasks::add);
            }
        }
        if (tasks.isEmpty() && !lines.isEmpty()) {
            problems.add(FILE, 0, "no task stands here; at least one is needed");
        }
        return tasks;
    }

    private Optional<SeedTask> task(Entry entry) {
        Optional<String> instruction = entry.text("instruction");
        Optional<String> input = entry.anyText("input");
        Optional<Boolean> classification = entry.truth("classification");
        instruction.ifPresent(text -> {
            checkBlocked("instruction", text, entry.line());
            Integer earlier = lineOfInstruction.putIfAbsent(text, entry.line());
            if (earlier != null) {
                problems.add(FILE, entry.line(), "instruction stands in line " + earlier + " already");
            }
        });
        input.ifPresent(text -> checkBlocked("input", text, entry.line()));
        if (instruction.isEmpty() || input.isEmpty() || classification.isEmpty()) {
            return Optional.empty();
        }
        return entry.make(entry.line(), () -> SeedTask.of(instruction.get(), input.get(), classification.get()));
    }

    private void checkBlocked(String field, String text, int line) {
        blocked.find(text)
                .ifPresent(word -> problems.add(
                        FILE,
                        line,
                        field + " must not hold the blocked word \"" + word + "\" (" + BlockedWordsReader.FILE + ")"));
    }
}
