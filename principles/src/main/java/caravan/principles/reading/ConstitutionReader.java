package caravan.principles.reading;

import caravan.principles.Constitution;
import caravan.principles.Principle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads {@code constitution.yaml}. */
final class ConstitutionReader {
    static final String FILE = "constitution.yaml";

    private final Problems problems;

    ConstitutionReader(Problems problems) {
        this.problems = problems;
    }

    Optional<Constitution> read(Path folder) {
        return Source.read(folder, FILE, problems)
                .flatMap(source -> NodeReader.yaml(FILE, source.text(), 0, problems))
                .flatMap(node -> Entry.of(FILE, node, problems, "selfIdentification", "principles"))
                .flatMap(this::constitution);
    }

    private Optional<Constitution> constitution(Entry entry) {
        Optional<String> selfIdentification = entry.text("selfIdentification");
        Optional<List<Node>> items = entry.items("principles");
        List<Principle> principles = new ArrayList<>();
        Map<String, Integer> lineOfName = new HashMap<>();
        boolean sound = true;
        for (Node item : items.orElse(List.of())) {
            int expected = principles.size() + 1;
            Optional<Principle> principle =
                    Entry.of(FILE, item, problems, "number", "name", "text").flatMap(this::principle);
            sound &= principle.isPresent();
            if (principle.isPresent()) {
                Integer earlier = lineOfName.putIfAbsent(principle.get().name(), item.line());
                if (earlier != null) {
                    problems.add(
                            FILE,
                            item.line(),
                            "name \"" + principle.get().name() + "\" stands in line " + earlier + " already");
                    sound = false;
                }
                if (sound && principle.get().number() != expected) {
                    problems.add(
                            FILE,
                            item.line(),
                            "number must be " + expected + " here, was "
                                    + principle.get().number() + "; principles are numbered from 1 without gaps");
                    sound = false;
                }
                principles.add(principle.get());
            }
        }
        if (items.isPresent() && items.get().isEmpty()) {
            problems.add(FILE, entry.line("principles"), "principles must not be empty");
            sound = false;
        }
        if (!sound || selfIdentification.isEmpty() || items.isEmpty()) {
            return Optional.empty();
        }
        return entry.make(
                entry.line("selfIdentification"), () -> new Constitution(selfIdentification.get(), principles));
    }

    private Optional<Principle> principle(Entry entry) {
        OptionalInt number = entry.integer("number");
        Optional<String> name = entry.text("name");
        Optional<String> text = entry.text("text");
        if (number.isEmpty() || name.isEmpty() || text.isEmpty()) {
            return Optional.empty();
        }
        return entry.make(entry.line(), () -> new Principle(number.getAsInt(), name.get(), text.get()));
    }
}
