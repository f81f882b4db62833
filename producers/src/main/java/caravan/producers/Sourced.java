package caravan.producers;

import caravan.schemas.Prompt;
import caravan.schemas.Rejection;

/** What a source gives for each thing that it holds. */
public sealed interface Sourced {
    /** A prompt. */
    record Accepted(Prompt prompt) implements Sourced {}

    /** Something that is no prompt, and why. */
    record Refused(Rejection rejection) implements Sourced {}
}
