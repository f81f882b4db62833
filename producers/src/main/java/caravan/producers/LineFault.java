package caravan.producers;

/** What can be wrong with a line; the name in kebab case is the reason of its rejection. */
enum LineFault {
    EMPTY("empty"),
    TOO_LONG("too-long"),
    NOT_UTF8("not-utf8"),
    BROKEN_JSON("broken-json"),
    NO_INSTRUCTION("no-instruction");

    private final String reason;

    LineFault(String reason) {
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
