package caravan.principles;

/**
 * One rule of a constitution.
 *
 * @param number its place, from 1
 * @param name by which thoughts cite it, beside the number; without parentheses, which enclose it there
 * @param text what it asks for, on one line
 */
public record Principle(int number, String name, String text) {
    public Principle {
        if (number < 1) {
            throw new IllegalArgumentException("number must be at least 1, was " + number);
        }
        Checks.oneLine("name", name);
        if (name.contains("(") || name.contains(")")) {
            throw new IllegalArgumentException("name must not hold parentheses, was \"" + name + '"');
        }
        Checks.oneLine("text", text);
    }

    /** The line as the model reads it: {@code 3 (helpful): Serve the need behind the words.} */
    public String line() {
        return citation().text() + ": " + text;
    }

    /** How thoughts name it. */
    public Citation citation() {
        return new Citation(number, name);
    }
}
