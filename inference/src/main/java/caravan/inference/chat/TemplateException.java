package caravan.inference.chat;

/** A chat that its template does not take, or a template that is not understood; the message says which and where. */
public final class TemplateException extends RuntimeException {
    private final boolean isPlaced;

    TemplateException(String message) {
        this(message, false);
    }

    private TemplateException(String message, boolean isPlaced) {
        super(message);
        this.isPlaced = isPlaced;
    }

    /** One of a line. */
    static TemplateException at(int line, String message) {
        return new TemplateException("chat template, line " + line + ": " + message, true);
    }

    /** What the template itself says of a chat. */
    static TemplateException raised(String message) {
        return new TemplateException(message, true);
    }

    /** The same with that line, if it has none. */
    TemplateException in(int line) {
        return isPlaced ? this : at(line, String.valueOf(getMessage()));
    }
}
