package caravan.cli.ask;

/**
 * What a model answered.
 *
 * @param text the answer
 * @param model version of the model
 * @param tokens tokens generated
 */
public record Answer(String text, String model, int tokens) {}
