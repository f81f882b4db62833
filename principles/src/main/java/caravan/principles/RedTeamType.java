package caravan.principles;

/**
 * A kind of question that a model without senses and memory cannot answer, or answers wrongly.
 *
 * @param id by which records name it: small letters, digits and hyphens
 * @param kind what such a question needs; completes "Questions that need …"
 * @param subject the first of its subjects
 * @param question a question of this kind on that subject
 */
public record RedTeamType(String id, String kind, String subject, String question) {
    public RedTeamType {
        if (!id.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("id must be small letters, digits and hyphens, was \"" + id + '"');
        }
        withoutBar("kind", kind);
        withoutBar("subject", subject);
        Checks.oneLine("question", question);
    }

    /** Its seed as a hint whose instruction is shown. */
    public Hint hint() {
        return new Hint(kind, subject, question);
    }

    /** A hint of this kind on a subject, whose instruction the model shall invent. */
    public Hint hint(String otherSubject) {
        return new Hint(kind, otherSubject, "");
    }

    /** The model learns from these lines where a bar stands. */
    private static void withoutBar(String field, String text) {
        Checks.oneLine(field, text);
        if (text.contains(Markers.HINT_BAR)) {
            throw new IllegalArgumentException(
                    field + " must not hold \"" + Markers.HINT_BAR + "\", was \"" + text + '"');
        }
    }
}
