package caravan.streams.flow;

/**
 * Why something leaves the path.
 *
 * @param reason one of the step's small set of names, in kebab case
 * @param detail the value that broke the rule, and the rule
 */
public record Verdict(String reason, String detail) {
    public Verdict {
        if (!reason.matches("[a-z]+(-[a-z]+)*")) {
            throw new IllegalArgumentException("a reason must be in kebab case, was " + reason);
        }
    }
}
