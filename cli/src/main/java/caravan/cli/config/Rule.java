package caravan.cli.config;

/** What a setting must fulfil; the message says the rule and the value. */
final class Rule {
    private Rule() {}

    static void require(boolean holds, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", was " + value);
        }
    }
}
