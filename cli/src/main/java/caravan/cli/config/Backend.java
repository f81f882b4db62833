package caravan.cli.config;

/** What answers. */
public enum Backend {
    /** The engine of this process, on a model folder. */
    DJL,
    /** A server that speaks OpenAI's API. */
    OPENAI
}
