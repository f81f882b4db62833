package caravan.streams.align;

import caravan.schemas.Instruction;

/** Rules that keep what the original lost and reject what it let pass; {@code docs/rules.md} says each and why. */
final class ImprovedRules implements AnswerRules {
    private final String selfIdentification;
    private final AnswerFilter filter;

    ImprovedRules(String selfIdentification, AnswerFilter filter) {
        this.selfIdentification = selfIdentification;
        this.filter = filter;
    }

    @Override
    public Reply.Reading read(Instruction instruction, String completion, boolean cutOff) {
        Reply.Reading reading = Reply.read(completion, cutOff, selfIdentification);
        if (reading instanceof Reply.Reading.Read read) {
            return filter.judge(instruction.getInstruction(), instruction.getInput(), read.reply())
                    .<Reply.Reading>map(Reply.Reading.Refused::new)
                    .orElse(reading);
        }
        return reading;
    }
}
