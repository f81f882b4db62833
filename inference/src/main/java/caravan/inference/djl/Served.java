package caravan.inference.djl;

/**
 * A model version that can be called.
 *
 * @param version its name
 * @param baseVersion name of its base alone
 * @param base what it stands on, shared with other versions
 * @param adapter its LoRA adapter, or the base's stand-in for none
 */
record Served(String version, String baseVersion, BaseModel base, Weights adapter) {}
