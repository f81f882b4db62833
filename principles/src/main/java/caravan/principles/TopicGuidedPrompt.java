package caravan.principles;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Asks for instructions that a static model gets wrong (Sun et al. 2023, section 3.1, topic-guided red teaming): a list
 * of hints, each {@code N. kind | subject}, then the same list with instructions, {@code N. kind | subject |
 * instruction}. The first hints come with theirs; the model goes on behind the first open one.
 *
 * <p>Immutable and safe to share.
 */
public final class TopicGuidedPrompt {
    private static final String BAR = " " + Markers.HINT_BAR;

    private final Template template;

    /** From a template of the kind {@code topic-guided}. */
    public TopicGuidedPrompt(Template template) {
        this.template = template.expect(TemplateKind.TOPIC_GUIDED);
    }

    /** The constant header. */
    public String prefix() {
        return template.prefix();
    }

    /** Hints with instructions first, then the open ones; at least one of each. */
    public String text(List<Hint> hints) {
        int shown = shown(hints);
        String all = numbered(hints, (number, hint) -> number + ". " + hint.kind() + BAR + " " + hint.subject());
        String withInstructions =
                numbered(hints.subList(0, shown), (number, hint) -> opening(number, hint) + " " + hint.instruction());
        return template.text(
                Map.of("hints", all, "instructions", withInstructions, "next", opening(shown + 1, hints.get(shown))));
    }

    /** By what the line of a hint begins, up to its instruction: {@code 6. knowing places | Tides |}. */
    public String opening(int number, Hint hint) {
        return number + ". " + hint.kind() + BAR + " " + hint.subject() + BAR;
    }

    /**
     * The openings that a completion's lines may have, one for each open hint; the first stands in the prompt already.
     */
    public List<String> openings(List<Hint> hints) {
        List<String> openings = new ArrayList<>();
        for (int i = shown(hints); i < hints.size(); i++) {
            openings.add(opening(i + 1, hints.get(i)));
        }
        return List.copyOf(openings);
    }

    /** The number of the first instruction that the model writes. */
    public int firstNumber(List<Hint> hints) {
        return shown(hints) + 1;
    }

    /** The step's sampling defaults. */
    public Sampling sampling() {
        return template.sampling();
    }

    private static int shown(List<Hint> hints) {
        int shown = (int) hints.stream().takeWhile(hint -> !hint.isOpen()).count();
        if (shown == 0 || shown == hints.size()) {
            throw new IllegalArgumentException("hints must begin with one that has its instruction and end with one"
                    + " that has none; " + shown + " of " + hints.size() + " came first with theirs");
        }
        if (!hints.subList(shown, hints.size()).stream().allMatch(Hint::isOpen)) {
            throw new IllegalArgumentException("hints with instructions must stand before the open ones");
        }
        return shown;
    }

    private static String numbered(List<Hint> hints, Line line) {
        return IntStream.range(0, hints.size())
                .mapToObj(i -> line.of(i + 1, hints.get(i)))
                .collect(Collectors.joining("\n"));
    }

    @FunctionalInterface
    private interface Line {
        String of(int number, Hint hint);
    }
}
