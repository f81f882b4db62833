package caravan.producers.reading;

/** What can be wrong with a line or a row; the name in kebab case is the reason of its rejection. */
enum LineFault {
    EMPTY("empty"),
    TOO_LONG("too-long"),
    NOT_UTF8("not-utf8"),
    BINARY("binary"),
    BROKEN_JSON("broken-json"),
    WRONG_TYPE("wrong-type"),
    NO_INSTRUCTION("no-instruction");

    private final String reason;

    LineFault(String reason) {
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
