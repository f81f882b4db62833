package caravan.principles;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/**
 * Holds a template's body against the rules: its placeholders once and in order, and a token boundary wherever texts
 * that are tokenized apart meet.
 */
public final class TemplateCheck {
    private TemplateCheck() {}

    /** Problems with placeholders or, when there are none, with what stands around them. */
    public static List<TemplateProblem> problems(TemplateKind kind, String body) {
        List<TemplateProblem> problems = placeholderProblems(kind, body);
        if (!problems.isEmpty()) {
            return List.copyOf(problems);
        }
        int prefixEnds = body.indexOf(Template.PREFIX_ENDS);
        String prefix = body.substring(0, prefixEnds);
        String text = body.substring(prefixEnds + Template.PREFIX_ENDS.length(), body.indexOf(Template.COMPLETION));
        return List.copyOf(boundaryProblems(kind, body, prefix, text));
    }

    private static List<TemplateProblem> placeholderProblems(TemplateKind kind, String body) {
        List<TemplateProblem> problems = new ArrayList<>();
        List<String> expected = new ArrayList<>(kind.inPrefix());
        expected.add("prefix ends");
        expected.addAll(kind.inText());
        expected.add("completion");
        Map<String, Integer> seen = new HashMap<>();
        int place = -1;
        Matcher matcher = Template.PLACEHOLDER.matcher(body);
        while (matcher.find()) {
            int line = lineAt(body, matcher.start());
            String name = matcher.group(1);
            int index = expected.indexOf(name);
            if (index < 0) {
                problems.add(new TemplateProblem(
                        line, "unknown placeholder {{" + name + "}}; this template knows " + braced(expected)));
            } else if (seen.merge(name, 1, Integer::sum) > 1) {
                problems.add(new TemplateProblem(line, "{{" + name + "}} stands here a second time; once is the rule"));
            } else if (index < place) {
                problems.add(new TemplateProblem(
                        line, "{{" + name + "}} stands too late; the order is " + braced(expected)));
            }
            place = Math.max(place, index);
        }
        int lastLine = lineAt(body, body.length());
        for (String name : expected) {
            if (!seen.containsKey(name)) {
                problems.add(new TemplateProblem(lastLine, "{{" + name + "}} is missing"));
            }
        }
        return problems;
    }

    /** Prefix, own text and completion are tokenized apart, so each must begin where a new token would begin anyway. */
    private static List<TemplateProblem> boundaryProblems(TemplateKind kind, String body, String prefix, String text) {
        List<TemplateProblem> problems = new ArrayList<>();
        int line = lineAt(body, prefix.length());
        boolean afterLineBreak = prefix.endsWith("\n") && !startsWithSpace(text);
        boolean beforeSpace = !prefix.isEmpty()
                && !Character.isWhitespace(prefix.charAt(prefix.length() - 1))
                && text.startsWith(" ")
                && !startsWithSpace(text.substring(1));
        if (!afterLineBreak && !beforeSpace) {
            problems.add(new TemplateProblem(
                    line, "{{prefix ends}} must stand first on its line, or between a word and one space"));
        }
        int completion = body.indexOf(Template.COMPLETION);
        if (text.isEmpty() || " \t".indexOf(text.charAt(text.length() - 1)) >= 0) {
            problems.add(new TemplateProblem(
                    lineAt(body, completion), "{{completion}} must not follow a space: the model writes that itself"));
        }
        if (!body.substring(completion + Template.COMPLETION.length()).isBlank()) {
            problems.add(new TemplateProblem(lineAt(body, completion), "nothing may follow {{completion}}"));
        }
        if (kind == TemplateKind.ALIGN) {
            if (!prefix.endsWith(Markers.USER)) {
                problems.add(new TemplateProblem(line, "the prefix must end with \"" + Markers.USER + '"'));
            }
            if (!text.endsWith(Markers.BETWEEN_TURNS + Markers.THOUGHTS)) {
                problems.add(new TemplateProblem(
                        lineAt(body, completion),
                        "the text must end with an empty line and \"" + Markers.THOUGHTS + '"'));
            }
        }
        return problems;
    }

    private static boolean startsWithSpace(String text) {
        return !text.isEmpty() && Character.isWhitespace(text.charAt(0));
    }

    private static int lineAt(String body, int offset) {
        return 1
                + (int) body.substring(0, offset).chars().filter(c -> c == '\n').count();
    }

    private static String braced(List<String> names) {
        return "{{" + String.join("}}, {{", names) + "}}";
    }
}
