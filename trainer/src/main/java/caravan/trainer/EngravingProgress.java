package caravan.trainer;

import java.time.Duration;

/**
 * How far an engraving is.
 *
 * @param step steps taken, in [1, steps]
 * @param steps all steps
 * @param loss mean cross entropy per learned token of the step just taken, in nats
 * @param tokensPerSecond since the first step, padding not counted
 * @param remaining until the last step, at that speed
 */
public record EngravingProgress(int step, int steps, double loss, double tokensPerSecond, Duration remaining) {}
