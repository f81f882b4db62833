package caravan.principles;

/**
 * What is wrong with a template's body.
 *
 * @param line in the body, from 1
 * @param text the value and the rule
 */
public record TemplateProblem(int line, String text) {

    @Override
    public String toString() {
        return "line " + line + ": " + text;
    }
}
