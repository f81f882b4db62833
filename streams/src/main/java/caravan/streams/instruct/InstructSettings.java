package caravan.streams.instruct;

import caravan.streams.flow.Rules;

/**
 * Settings of instruct.
 *
 * @param rules whose rules generated text is read and judged by
 * @param wordsMin fewest words of a generated instruction, at least 1
 * @param wordsMax most words of a generated instruction
 * @param promptCharsMax most characters of a person's own prompt, instruction and input together
 */
public record InstructSettings(Rules rules, int wordsMin, int wordsMax, int promptCharsMax) {
    /** More than 3 and at most 150 words, as in the original; prompts up to 20,000 characters. */
    public static final InstructSettings DEFAULTS = new InstructSettings(Rules.IMPROVED, 4, 150, 20_000);

    public InstructSettings {
        if (wordsMin < 1 || wordsMax < wordsMin) {
            throw new IllegalArgumentException("words must be in [wordsMin, wordsMax] with wordsMin at least 1, was ["
                    + wordsMin + ", " + wordsMax + "]");
        }
        if (promptCharsMax < 1) {
            throw new IllegalArgumentException("promptCharsMax must be at least 1, was " + promptCharsMax);
        }
    }
}
