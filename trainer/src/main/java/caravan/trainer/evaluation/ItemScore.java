package caravan.trainer.evaluation;

/**
 * What a model made of an item.
 *
 * @param score in [0, 1]
 * @param given the choice it held likeliest, or what it answered
 */
public record ItemScore(String id, String behaviour, double score, String given) {}
