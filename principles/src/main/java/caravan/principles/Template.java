package caravan.principles;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A prompt with places to fill. Its body is {@code PREFIX{{prefix ends}}TEXT{{completion}}}: the prefix is the same for
 * every request, the text is the request's own, and the model goes on where {@code {{completion}}} stands.
 *
 * @param kind which prompt it is
 * @param sampling its step's defaults
 * @param prefix before {@code {{prefix ends}}}, with placeholders
 * @param text between {@code {{prefix ends}}} and {@code {{completion}}}, with placeholders
 */
public record Template(TemplateKind kind, Sampling sampling, String prefix, String text) {
    static final String PREFIX_ENDS = "{{prefix ends}}";
    static final String COMPLETION = "{{completion}}";
    static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}\\n]*)}}");

    public Template {
        requireSound(kind, prefix + PREFIX_ENDS + text + COMPLETION);
    }

    /** Takes a body apart; throws with all its problems when it has any. */
    public static Template parse(TemplateKind kind, Sampling sampling, String body) {
        requireSound(kind, body);
        int prefixEnds = body.indexOf(PREFIX_ENDS);
        String text = body.substring(prefixEnds + PREFIX_ENDS.length(), body.indexOf(COMPLETION));
        return new Template(kind, sampling, body.substring(0, prefixEnds), text);
    }

    private static void requireSound(TemplateKind kind, String body) {
        List<TemplateProblem> problems = TemplateCheck.problems(kind, body);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("template " + kind.id() + ": " + problems);
        }
    }

    /** Fills in one pass: braces in a value stay what they are. */
    static String fill(String template, Map<String, String> values) {
        return PLACEHOLDER.matcher(template).replaceAll(match -> {
            String value = values.get(match.group(1));
            return Matcher.quoteReplacement(value == null ? match.group() : value);
        });
    }

    /** The text with these values for its placeholders. */
    String text(Map<String, String> values) {
        return fill(text, values);
    }

    Template expect(TemplateKind expected) {
        if (kind != expected) {
            throw new IllegalArgumentException("template must be " + expected.id() + ", was " + kind.id());
        }
        return this;
    }
}
