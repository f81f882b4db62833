package caravan.inference.djl;

import java.util.Set;

/**
 * The rotary embedding (Su et al. 2021): how fast each pair of a head's numbers turns with the position.
 *
 * @param theta base of the wavelengths ({@code rope_theta})
 * @param scaling how the wavelengths were stretched after pretraining
 * @param layersWithout layers that do not rotate at all, counted from 0
 */
public record Rotary(double theta, Scaling scaling, Set<Integer> layersWithout) {
    public Rotary {
        if (!(theta > 0)) {
            throw new IllegalArgumentException("rope_theta must be above 0, was " + theta);
        }
        layersWithout = Set.copyOf(layersWithout);
    }

    /** Unscaled, in all layers. */
    public static Rotary plain(double theta) {
        return new Rotary(theta, new Unscaled(), Set.of());
    }

    /** How wavelengths are stretched, so that a model reads longer texts. */
    public sealed interface Scaling {}

    /** Not at all. */
    public record Unscaled() implements Scaling {}

    /** All alike ({@code linear}). */
    public record Linear(double factor) implements Scaling {
        public Linear {
            requireFactor(factor);
        }
    }

    /**
     * Llama 3.1's: long waves by the factor, short ones not, between {@code contextTokens / lowFactor} and
     * {@code contextTokens / highFactor} by degrees.
     */
    public record Llama3(double factor, double lowFactor, double highFactor, int contextTokens) implements Scaling {
        public Llama3 {
            requireFactor(factor);
            if (!(lowFactor < highFactor)) {
                throw new IllegalArgumentException("rope_scaling low_freq_factor must be below high_freq_factor, was "
                        + lowFactor + " and " + highFactor);
            }
        }
    }

    /**
     * YaRN (Peng et al. 2023): pairs that turn more than {@code betaFast} times in the old context keep their
     * wavelength, those below {@code betaSlow} are stretched; {@code attentionScale} sharpens attention.
     */
    public record Yarn(double factor, double betaFast, double betaSlow, double attentionScale, int contextTokens)
            implements Scaling {
        public Yarn {
            requireFactor(factor);
        }
    }

    /** Turns (in radians) per token of each pair of a head: half as many as the head is wide. */
    float[] frequencies(int headWidth) {
        var frequencies = new float[headWidth / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = (float) scaled(Math.pow(theta, -2.0 * i / headWidth), i, headWidth);
        }
        return frequencies;
    }

    /** What cosines and sines are multiplied by. */
    double scale() {
        return scaling instanceof Yarn yarn ? yarn.attentionScale() : 1;
    }

    private double scaled(double frequency, int pair, int headWidth) {
        if (scaling instanceof Linear linear) {
            return frequency / linear.factor();
        }
        if (scaling instanceof Llama3 llama) {
            double turns = llama.contextTokens() * frequency / (2 * Math.PI);
            double kept = clip((turns - llama.lowFactor()) / (llama.highFactor() - llama.lowFactor()));
            return frequency * (kept + (1 - kept) / llama.factor());
        }
        if (scaling instanceof Yarn yarn) {
            double from = Math.max(0, Math.floor(pairThatTurns(yarn.betaFast(), yarn.contextTokens(), headWidth)));
            double to =
                    Math.min(headWidth - 1, Math.ceil(pairThatTurns(yarn.betaSlow(), yarn.contextTokens(), headWidth)));
            double kept = 1 - clip((pair - from) / (from == to ? 0.001 : to - from));
            return frequency * (kept + (1 - kept) / yarn.factor());
        }
        return frequency;
    }

    /** The pair, as a fraction, that turns so often in so many tokens. */
    private double pairThatTurns(double turns, int tokens, int headWidth) {
        return headWidth * Math.log(tokens / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
    }

    private static double clip(double number) {
        return Math.max(0, Math.min(1, number));
    }

    private static void requireFactor(double factor) {
        if (!(factor > 0)) {
            throw new IllegalArgumentException("rope_scaling factor must be above 0, was " + factor);
        }
    }
}
