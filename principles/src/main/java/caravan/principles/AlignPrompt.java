package caravan.principles;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Asks for an answer under the principles (Sun et al. 2023, section 3.2): constitution and exemplars are the prefix,
 * the instruction is the request's own text, and the model goes on with its internal thoughts.
 *
 * <p>Immutable and safe to share.
 */
public final class AlignPrompt {
    private final Template template;
    private final Constitution constitution;
    private final String prefix;

    /** With any constitution and exemplars, none too; they need not be those of a folder. */
    public AlignPrompt(Template template, Constitution constitution, List<Exemplar> exemplars) {
        this(template, constitution, constitution.text(), exemplars);
    }

    private AlignPrompt(Template template, Constitution constitution, String rules, List<Exemplar> exemplars) {
        this.template = template.expect(TemplateKind.ALIGN);
        this.constitution = constitution;
        String conversations =
                exemplars.stream().map(Exemplar::text).collect(Collectors.joining(Markers.BETWEEN_TURNS));
        String whole = exemplars.isEmpty() ? template.prefix().replace("{{exemplars}}\n\n", "") : template.prefix();
        this.prefix = Template.fill(whole, Map.of("rules", rules, "exemplars", conversations));
    }

    /**
     * A prompt that shows some of the principles, under their numbers, and of the exemplars those that cite no others.
     *
     * @param names of principles, in any order
     * @throws IllegalArgumentException if there is no such principle, or no exemplar that fits
     */
    AlignPrompt showing(Set<String> names, List<Exemplar> exemplars) {
        for (String name : names) {
            if (constitution.find(name).isEmpty()) {
                throw new IllegalArgumentException("no principle is named «" + name + "»");
            }
        }
        List<Exemplar> fitting = exemplars.stream()
                .filter(exemplar -> citesOnly(names, exemplar))
                .toList();
        if (fitting.isEmpty()) {
            throw new IllegalArgumentException("no exemplar cites only principles of " + names
                    + "; without one a model does not see how they are used");
        }
        String rules = constitution.principles().stream()
                .filter(principle -> names.contains(principle.name()))
                .map(Principle::line)
                .collect(Collectors.joining("\n"));
        return new AlignPrompt(template, constitution, rules, fitting);
    }

    private static boolean citesOnly(Set<String> names, Exemplar exemplar) {
        return exemplar.turns().stream()
                .flatMap(turn -> Citation.in(turn.thoughts()).stream())
                .allMatch(citation -> names.contains(citation.name()));
    }

    /** The constant text; ends with {@code User:}. */
    public String prefix() {
        return prefix;
    }

    /** A request's own text; begins with a space and ends with {@link Markers#THOUGHTS}. */
    public String query(String instruction, String input) {
        return template.text(Map.of("instruction", Instructions.joined(instruction, input)));
    }

    /** What a perfect completion looks like: thoughts, answer, and the begin of the next user turn. */
    public String completion(String thoughts, String answer) {
        return new Turn("-", thoughts, answer).completion() + Markers.USER_TURN;
    }

    /** The sentence by which a completion begins, after a space. */
    public String selfIdentification() {
        return constitution.selfIdentification();
    }

    /** Texts that end a completion; {@link Markers#USER_TURN} is one of them. */
    public List<String> stop() {
        return sampling().stop();
    }

    /** The step's sampling defaults. */
    public Sampling sampling() {
        return template.sampling();
    }
}
