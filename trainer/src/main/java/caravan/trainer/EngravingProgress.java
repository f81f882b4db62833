package caravan.trainer;

import caravan.schemas.ModelKind;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * How far an engraving is.
 *
 * @param kind what comes of it
 * @param step steps taken, in [1, steps]
 * @param steps all steps
 * @param loss mean cross entropy per learned token of the step just taken, in nats
 * @param heldOutLoss the same on the held-out examples, as measured last
 * @param tokensPerSecond since this process began the training, padding not counted
 * @param remaining until the last step, at that speed
 */
public record EngravingProgress(
        ModelKind kind,
        int step,
        int steps,
        double loss,
        OptionalDouble heldOutLoss,
        double tokensPerSecond,
        Duration remaining) {}
