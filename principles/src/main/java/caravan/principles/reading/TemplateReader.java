package caravan.principles.reading;

import caravan.principles.Markers;
import caravan.principles.Sampling;
import caravan.principles.Template;
import caravan.principles.TemplateKind;
import caravan.principles.TemplateProblem;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Reads {@code templates/*.md}: YAML front matter with the sampling, then the body. */
final class TemplateReader {
    private static final String RULE = "---";

    private final Problems problems;

    TemplateReader(Problems problems) {
        this.problems = problems;
    }

    Map<TemplateKind, Template> read(Path folder) {
        Map<TemplateKind, Template> templates = new EnumMap<>(TemplateKind.class);
        List<String> files = Listing.of(folder, "templates", ".md", problems);
        for (TemplateKind kind : TemplateKind.values()) {
            Source.read(folder, file(kind), problems)
                    .flatMap(source -> template(kind, source))
                    .ifPresent(template -> templates.put(kind, template));
        }
        for (String file : files) {
            if (TemplateKind.find(file.replaceAll("^templates/|\\.md$", "")).isEmpty()) {
                problems.add(
                        file,
                        0,
                        "no prompt has this name; there are "
                                + List.of(TemplateKind.values()).stream()
                                        .map(TemplateReader::file)
                                        .toList());
            }
        }
        return templates;
    }

    private static String file(TemplateKind kind) {
        return "templates/" + kind.id() + ".md";
    }

    private Optional<Template> template(TemplateKind kind, Source source) {
        List<String> lines = source.lines();
        int end = lines.isEmpty() ? -1 : lines.subList(1, lines.size()).indexOf(RULE) + 1;
        if (end < 1 || !lines.get(0).equals(RULE)) {
            problems.add(source.file(), 1, "must begin with front matter: settings between two lines \"---\"");
            return Optional.empty();
        }
        Optional<Sampling> sampling = NodeReader.yaml(
                        source.file(), String.join("\n", lines.subList(1, end)), 1, problems)
                .flatMap(node -> Entry.of(source.file(), node, problems, "temperature", "topP", "maxTokens", "stop"))
                .flatMap(entry -> sampling(kind, source, entry));
        String body = String.join("\n", lines.subList(end + 1, lines.size()));
        List<TemplateProblem> wrong = TemplateProblem.in(kind, body);
        wrong.forEach(problem -> problems.add(source.file(), end + 1 + problem.line(), problem.text()));
        return wrong.isEmpty() ? sampling.map(s -> Template.parse(kind, s, body)) : Optional.empty();
    }

    private Optional<Sampling> sampling(TemplateKind kind, Source source, Entry entry) {
        OptionalDouble temperature = entry.number("temperature");
        OptionalDouble topP = entry.number("topP");
        OptionalInt maxTokens = entry.integer("maxTokens");
        Optional<List<String>> stop = entry.texts("stop");
        if (temperature.isPresent()) {
            entry.make(entry.line("temperature"), () -> new Sampling(temperature.getAsDouble(), 1, 1, List.of()));
        }
        if (topP.isPresent()) {
            entry.make(entry.line("topP"), () -> new Sampling(1, topP.getAsDouble(), 1, List.of()));
        }
        if (maxTokens.isPresent()) {
            entry.make(entry.line("maxTokens"), () -> new Sampling(1, 1, maxTokens.getAsInt(), List.of()));
        }
        stop.ifPresent(texts -> checkStop(kind, source, entry, texts));
        if (temperature.isEmpty() || topP.isEmpty() || maxTokens.isEmpty() || stop.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Sampling(temperature.getAsDouble(), topP.getAsDouble(), maxTokens.getAsInt(), stop.get()));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // each value was noted above, at its own line
        }
    }

    private void checkStop(TemplateKind kind, Source source, Entry entry, List<String> texts) {
        int line = entry.line("stop");
        entry.make(line, () -> new Sampling(1, 1, 1, texts));
        if (kind == TemplateKind.ALIGN && !texts.contains(Markers.USER_TURN)) {
            problems.add(source.file(), line, "stop must hold \"\\n\\n" + Markers.USER + "\", where an answer ends");
        }
        if (kind == TemplateKind.ENGRAVE && texts.size() != 1) {
            problems.add(source.file(), line, "stop must hold one text, the end of the turn, was " + texts.size());
        }
    }
}
