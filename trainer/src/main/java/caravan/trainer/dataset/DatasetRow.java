package caravan.trainer.dataset;

/**
 * One example of a dataset file, as far as training reads it.
 *
 * @param id the example
 * @param prompt the text before the answer; no loss falls on it
 * @param completion the answer and, if it was finished, the end-of-turn marker; the loss falls here
 */
public record DatasetRow(String id, String prompt, String completion) {}
