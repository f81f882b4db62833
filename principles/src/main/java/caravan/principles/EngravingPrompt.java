package caravan.principles;

import java.util.List;
import java.util.Map;

/**
 * Asks without principles, exemplars or thoughts: the prompt under which the model is trained on engraving examples
 * (Sun et al. 2023, section 3.3), and by which the engraved model is asked later.
 *
 * <p>The verbose prompt has the same form, and asks for answers at length (Sun et al. 2023, section 3.4).
 *
 * <p>A training text is {@code prompt(instruction, input) + answer + endOfTurn()}; only the answer and the end of the
 * turn are learned. Immutable and safe to share.
 */
public final class EngravingPrompt {
    private final Template template;

    /** From a template of the kind {@code engrave} or {@code verbose}, whose one stop text ends a turn. */
    public EngravingPrompt(Template template) {
        this.template = template.kind() == TemplateKind.VERBOSE ? template : template.expect(TemplateKind.ENGRAVE);
        if (template.sampling().stop().size() != 1) {
            throw new IllegalArgumentException("stop must hold one text, the end of the turn, was "
                    + template.sampling().stop());
        }
    }

    /** The constant text. */
    public String prefix() {
        return template.prefix();
    }

    /** A request's own text. */
    public String text(String instruction, String input) {
        return template.text(Map.of("instruction", Instructions.joined(instruction, input)));
    }

    /** Prefix and own text: all that stands before the answer. */
    public String prompt(String instruction, String input) {
        return prefix() + text(instruction, input);
    }

    /** What ends an answer. */
    public String endOfTurn() {
        return sampling().stop().get(0);
    }

    /** Texts that end a completion: {@link #endOfTurn()}. */
    public List<String> stop() {
        return sampling().stop();
    }

    /** Sampling defaults for asking. */
    public Sampling sampling() {
        return template.sampling();
    }
}
