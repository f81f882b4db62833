package caravan.producers.file;

import java.io.IOException;

/** A file that cannot be read any further, whatever is done again. The rest of the source is unharmed. */
final class BrokenFileException extends IOException {
    private final String reason;

    /**
     * What is wrong.
     *
     * @param reason of the rejection, in kebab case
     */
    BrokenFileException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
