package caravan.streams.align;

import caravan.schemas.Instruction;

/** Takes a completion apart and judges it. Pure and thread-safe. */
@FunctionalInterface
interface AnswerRules {
    /**
     * The reply to keep, or why there is none.
     *
     * @param completion what the model wrote after the marker of the thoughts, without the stop text
     * @param cutOff whether the token limit ended it
     */
    Reply.Reading read(Instruction instruction, String completion, boolean cutOff);
}
