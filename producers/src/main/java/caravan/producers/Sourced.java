package caravan.producers;

import caravan.schemas.Prompt;
import caravan.schemas.Rejection;

/** What an entry of a source becomes. */
sealed interface Sourced {
    /** A prompt. */
    record Accepted(Prompt prompt) implements Sourced {}

    /** Something that is no prompt, and why. */
    record Refused(Rejection rejection) implements Sourced {}
}
