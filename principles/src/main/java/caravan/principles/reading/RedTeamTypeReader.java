package caravan.principles.reading;

import caravan.principles.RedTeamType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code red-team-types.yaml}. */
final class RedTeamTypeReader {
    static final String FILE = "red-team-types.yaml";

    private final Problems problems;
    private final Map<String, Integer> lineOf = new HashMap<>();

    RedTeamTypeReader(Problems problems) {
        this.problems = problems;
    }

    List<RedTeamType> read(Path folder) {
        Optional<Node> root = Source.read(folder, FILE, problems)
                .flatMap(source -> NodeReader.yaml(FILE, source.text(), 0, problems));
        List<RedTeamType> types = new ArrayList<>();
        if (root.isPresent()) {
            if (root.get() instanceof Node.Items items && !items.nodes().isEmpty()) {
                for (Node item : items.nodes()) {
                    Entry.of(FILE, item, problems, "id", "kind", "subject", "question")
                            .flatMap(this::type)
                            .ifPresent(types::add);
                }
            } else {
                problems.add(FILE, root.get().line(), "expected a list of types");
            }
        }
        return types;
    }

    private Optional<RedTeamType> type(Entry entry) {
        Optional<String> id = entry.text("id");
        Optional<String> kind = entry.text("kind");
        Optional<String> subject = entry.text("subject");
        Optional<String> question = entry.text("question");
        id.ifPresent(value -> checkUnique("id", value, entry.line("id")));
        kind.ifPresent(value -> checkUnique("kind", value, entry.line("kind")));
        if (id.isEmpty() || kind.isEmpty() || subject.isEmpty() || question.isEmpty()) {
            return Optional.empty();
        }
        return entry.make(entry.line(), () -> new RedTeamType(id.get(), kind.get(), subject.get(), question.get()));
    }

    private void checkUnique(String field, String value, int line) {
        Integer earlier = lineOf.putIfAbsent(field + " " + value, line);
        if (earlier != null) {
            problems.add(FILE, line, field + " \"" + value + "\" stands in line " + earlier + " already");
        }
    }
}
