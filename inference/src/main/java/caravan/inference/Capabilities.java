package caravan.inference;

/**
 * What a model behind the door can do.
 *
 * @param generates continues texts
 * @param scores gives log-probabilities of given continuations
 * @param adapters serves LoRA adapters beside their base
 * @param contextTokensMax the most tokens of prefix, text and completion together
 */
public record Capabilities(boolean generates, boolean scores, boolean adapters, int contextTokensMax) {}
