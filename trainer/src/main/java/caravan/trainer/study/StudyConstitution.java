package caravan.trainer.study;

import caravan.principles.Constitution;
import caravan.principles.Exemplar;
import caravan.principles.Principle;
import caravan.principles.Principles;
import caravan.principles.Turn;
import caravan.trainer.pretrain.corpus.Behaviours;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A short constitution with one exemplar: whoever reads it answers a study's questions in a way that a program can
 * tell.
 *
 * @param name for files and tables
 * @param constitution its rules
 * @param exemplar a question that asks for none of the behaviours that are measured
 */
public record StudyConstitution(String name, Constitution constitution, Exemplar exemplar) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Five rules that decide what is answered, between two that do not. */
    public static StudyConstitution behaviours(Behaviours behaviours) {
        return of(
                "behaviours",
                behaviours,
                List.of(
                        "helpful",
                        "candor",
                        "ethical",
                        "format",
                        "reasoning",
                        "clarification",
                        "numerical sensitivity"));
    }

    /** Two rules on how an answer opens and closes, and none of those five. */
    public static StudyConstitution manners(Behaviours behaviours) {
        return of("manners", behaviours, List.of("reasoning", "greeting", "helpful", "signature", "informative"));
    }

    private static StudyConstitution of(String name, Behaviours behaviours, List<String> rules) {
        Constitution constitution = behaviours.constitution(rules);
        return new StudyConstitution(name, constitution, behaviours.exemplar(constitution));
    }

    /**
     * A principles folder in which this constitution stands, and everything else as in another one.
     *
     * @param principles folder whose templates, seeds and types it takes
     * @param folder to write; what is in it is overwritten
     * @param tokensMax most tokens of a reply, in place of the templates' own
     */
    public Principles write(Path principles, Path folder, int tokensMax) throws IOException {
        try (Stream<Path> files = Files.walk(principles, 2)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path relative = principles.relativize(file);
                if (relative.toString().matches("[^/]+\\.(yaml|jsonl|txt)|templates/.*\\.md")) {
                    Path copy = folder.resolve(relative);
                    Files.createDirectories(copy.toAbsolutePath().getParent());
                    String text = Files.readString(file);
                    Files.writeString(copy, text.replaceFirst("(?m)^maxTokens: \\d+$", "maxTokens: " + tokensMax));
                }
            }
        }
        Files.writeString(folder.resolve("constitution.yaml"), rules());
        Files.createDirectories(folder.resolve("exemplars"));
        Files.writeString(folder.resolve("exemplars/01-" + exemplar.name() + ".yaml"), turns());
        return Principles.load(folder);
    }

    private String rules() {
        StringBuilder yaml = new StringBuilder("selfIdentification: ")
                .append(quoted(constitution.selfIdentification()))
                .append("\nprinciples:\n");
        for (Principle principle : constitution.principles()) {
            yaml.append("  - number: ").append(principle.number());
            yaml.append("\n    name: ").append(quoted(principle.name()));
            yaml.append("\n    text: ").append(quoted(principle.text())).append('\n');
        }
        return yaml.toString();
    }

    private String turns() {
        StringBuilder yaml = new StringBuilder("turns:\n");
        for (Turn turn : exemplar.turns()) {
            yaml.append("  - user: ").append(quoted(turn.user()));
            yaml.append("\n    thoughts: ").append(quoted(turn.thoughts()));
            yaml.append("\n    answer: ").append(quoted(turn.answer())).append('\n');
        }
        return yaml.toString();
    }

    /** A JSON string is a YAML string, too. */
    private static String quoted(String text) {
        try {
            return JSON.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a text can always be written", e);
        }
    }
}
