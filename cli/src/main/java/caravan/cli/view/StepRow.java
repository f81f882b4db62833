package caravan.cli.view;

/**
 * One step's figures.
 *
 * @param step its name
 * @param in records taken in so far
 * @param out records sent on along the path
 * @param rejected records that left the path here
 * @param waiting records that it has not handled yet: its lag
 */
public record StepRow(String step, long in, long out, long rejected, long waiting) {}
