package caravan.principles.reading;

import caravan.principles.Sampling;
import caravan.principles.Template;
import caravan.principles.TemplateCheck;
import caravan.principles.TemplateKind;
import caravan.principles.TemplateProblem;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
            if (kind.isOptional() && !files.contains(file(kind))) {
                continue;
            }
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
                .flatMap(node -> Entry.of(source.file(), node, problems, SamplingReader.KEYS))
                .flatMap(entry -> new SamplingReader(kind, source.file(), problems).read(entry));
        String body = String.join("\n", lines.subList(end + 1, lines.size()));
        List<TemplateProblem> wrong = TemplateCheck.problems(kind, body);
        wrong.forEach(problem -> problems.add(source.file(), end + 1 + problem.line(), problem.text()));
        return wrong.isEmpty() ? sampling.map(s -> Template.parse(kind, s, body)) : Optional.empty();
    }
}
