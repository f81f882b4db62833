package caravan.principles;

/** Rules that several records share; each error names the value, the rule and the place. */
final class Checks {
    private Checks() {}

    static void present(String field, String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(field + " must not be empty");
        }
    }

    /** For texts that become part of a line which a parser reads. */
    static void oneLine(String field, String text) {
        present(field, text);
        if (text.lines().count() > 1) {
            throw new IllegalArgumentException(field + " must be one line, was \"" + text + '"');
        }
        if (!text.equals(text.strip())) {
            throw new IllegalArgumentException(field + " must not begin or end with white space, was \"" + text + '"');
        }
    }
}
