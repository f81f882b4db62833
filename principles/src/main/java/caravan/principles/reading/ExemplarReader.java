package caravan.principles.reading;

import caravan.principles.Citation;
import caravan.principles.Constitution;
import caravan.principles.Exemplar;
import caravan.principles.Markers;
import caravan.principles.Principle;
import caravan.principles.Turn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code exemplars/*.yaml} in the order of their names, and holds them against the constitution. */
final class ExemplarReader {
    private static final List<String> RESERVED =
            List.of(Markers.USER, Markers.THOUGHTS, Markers.ANSWER, Markers.FRESH_START);

    private final Optional<Constitution> constitution;
    private final Problems problems;

    /** Without a constitution, since that had problems of its own, citations are not checked. */
    ExemplarReader(Optional<Constitution> constitution, Problems problems) {
        this.constitution = constitution;
        this.problems = problems;
    }

    List<Exemplar> read(Path folder) {
        List<Exemplar> exemplars = new ArrayList<>();
        List<String> files = Listing.of(folder, "exemplars", ".yaml", problems);
        for (String file : files) {
            Source.read(folder, file, problems).flatMap(this::exemplar).ifPresent(exemplars::add);
        }
        if (files.isEmpty()) {
            problems.add("exemplars", 0, "no exemplar stands here; at least one is needed");
        }
        return exemplars;
    }

    private Optional<Exemplar> exemplar(Source source) {
        Optional<Entry> entry = NodeReader.yaml(source.file(), source.text(), 0, problems)
                .flatMap(node -> Entry.of(source.file(), node, problems, "turns"));
        Optional<List<Node>> items = entry.flatMap(e -> e.items("turns"));
        List<Turn> turns = new ArrayList<>();
        for (Node item : items.orElse(List.of())) {
            Entry.of(source.file(), item, problems, "user", "thoughts", "answer")
                    .flatMap(e -> turn(source, e))
                    .ifPresent(turns::add);
        }
        if (items.isEmpty() || turns.size() < items.get().size()) {
            return Optional.empty();
        }
        String name = source.file().replaceAll("^exemplars/|\\.yaml$", "");
        return entry.flatMap(e -> e.make(e.line("turns"), () -> new Exemplar(name, turns)));
    }

    private Optional<Turn> turn(Source source, Entry entry) {
        Optional<String> user = entry.text("user");
        Optional<String> thoughts = entry.text("thoughts");
        Optional<String> answer = entry.text("answer");
        user.ifPresent(text -> checkReserved(source, entry.line("user"), "user", text));
        thoughts.ifPresent(text -> checkReserved(source, entry.line("thoughts"), "thoughts", text));
        answer.ifPresent(text -> checkReserved(source, entry.line("answer"), "answer", text));
        if (thoughts.isPresent() && constitution.isPresent()) {
            checkThoughts(source, entry.line("thoughts"), thoughts.get(), constitution.get());
        }
        if (user.isEmpty() || thoughts.isEmpty() || answer.isEmpty()) {
            return Optional.empty();
        }
        return entry.make(
                entry.line("thoughts"),
                () -> new Turn(
                        user.get().strip(), thoughts.get().strip(), answer.get().strip()));
    }

    private void checkReserved(Source source, int line, String field, String text) {
        for (String marker : RESERVED) {
            if (text.contains(marker)) {
                problems.add(
                        source.file(),
                        source.lineOf(Pattern.compile(Pattern.quote(marker)), line),
                        field + " must not hold \"" + marker + "\", which opens a turn");
            }
        }
    }

    private void checkThoughts(Source source, int line, String thoughts, Constitution rules) {
        if (!thoughts.startsWith(rules.selfIdentification())) {
            problems.add(source.file(), line, "thoughts must begin with \"" + rules.selfIdentification() + '"');
        }
        List<Citation> citations = Citation.in(thoughts);
        if (citations.isEmpty()) {
            problems.add(source.file(), line, "thoughts must name rules, as in \"I should follow rules 3 (helpful).\"");
        } else if (!thoughts.endsWith(Citation.sentence(citations))) {
            problems.add(source.file(), line, "thoughts must end with \"" + Citation.sentence(citations) + '"');
        }
        for (Citation citation : citations) {
            int place = source.lineOf(Pattern.compile("\\b" + citation.number() + " \\("), line);
            Optional<Principle> rule = rules.find(citation.number());
            if (rule.isEmpty()) {
                problems.add(
                        source.file(),
                        place,
                        "rule " + citation.number() + " is not in the constitution (1.."
                                + rules.principles().size() + ")");
            } else if (!rules.has(citation)) {
                problems.add(
                        source.file(),
                        place,
                        "rule " + citation.number() + " is named \""
                                + rule.get().name() + "\" in the constitution, not \"" + citation.name() + '"');
            }
        }
    }
}
