package caravan.streams.generate;

import caravan.schemas.Model;
import java.util.Optional;

/** What is known at the moment of prefixes, models, aliases and runs. */
interface Catalogue {
    /** The text of a prefix, by its content hash. */
    Optional<String> prefix(String hash);

    /** The version that an alias means now. */
    Optional<String> served(String alias);

    /** A model by its version. */
    Optional<Model> model(String version);

    /** Whether a run has its target. */
    boolean isComplete(String run);
}
