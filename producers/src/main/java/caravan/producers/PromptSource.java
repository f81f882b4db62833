package caravan.producers;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** Anything that prompts can be read from, one after the other. Not thread-safe. */
public interface PromptSource extends Closeable {
    /** The next prompt or refusal; empty when the source is read to its end. */
    Optional<Sourced> next() throws IOException;
}
