package caravan.principles;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Asks for new subjects of one kind of question (Sun et al. 2023, section 3.1, the brainstorming of topics): a numbered
 * list of known subjects, on which the model goes on.
 *
 * <p>Immutable and safe to share.
 */
public final class SubjectPrompt {
    private final Template template;

    /** From a template of the kind {@code subjects}. */
    public SubjectPrompt(Template template) {
        this.template = template.expect(TemplateKind.SUBJECTS);
    }

    /** The constant header. */
    public String prefix() {
        return template.prefix();
    }

    /** The kind, its known subjects numbered from 1, and the next number. */
    public String text(String kind, List<String> knownSubjects) {
        if (knownSubjects.isEmpty()) {
            throw new IllegalArgumentException("knownSubjects must not be empty");
        }
        String numbered = IntStream.range(0, knownSubjects.size())
                .mapToObj(i -> (i + 1) + ". " + knownSubjects.get(i).strip())
                .collect(Collectors.joining("\n"));
        return template.text(Map.of("kind", kind, "subjects", numbered, "next", opening(knownSubjects.size())));
    }

    /** The number of the first subject that the model writes. */
    public int firstNumber(int known) {
        return known + 1;
    }

    /** What stands before the completion on its first line: {@code 6.} after five known subjects. */
    public String opening(int known) {
        return firstNumber(known) + ".";
    }

    /** The step's sampling defaults. */
    public Sampling sampling() {
        return template.sampling();
    }
}
