package caravan.bench.model;

/**
 * The shape of a Llama with a tied head.
 *
 * @param layers decoder layers
 * @param width of the residual stream
 * @param heads query heads; a head is {@code width / heads} wide
 * @param keyValueHeads key-value heads, a divisor of {@code heads}
 * @param feedForward inner width of the feed-forward network
 * @param vocabulary number of tokens
 * @param contextTokensMax positions that the model's files promise
 */
public record ModelShape(
        int layers, int width, int heads, int keyValueHeads, int feedForward, int vocabulary, int contextTokensMax) {
    /** SmolLM-135M's shape: 134.5 million weights. */
    public static final ModelShape SMOL_135M = new ModelShape(30, 576, 9, 3, 1536, 49_152, 8192);

    /** Two layers of the same proportions, for trying things out. */
    public static final ModelShape TINY = new ModelShape(2, 64, 4, 2, 128, 512, 8192);

    static final double ROPE_THETA = 10_000;
    static final double EPSILON = 1e-5;

    public ModelShape {
        if (width % heads != 0 || heads % keyValueHeads != 0) {
            throw new IllegalArgumentException(
                    "width must be a multiple of heads, and heads of keyValueHeads; were %d, %d and %d"
                            .formatted(width, heads, keyValueHeads));
        }
    }

    /** Width of one head. */
    public int headWidth() {
        return width / heads;
    }

    /** Number of weights in the matrices of one step, the head included: two operations each, for each token. */
    public long multiplied() {
        long attention = 2L * width * width + 2L * width * keyValueHeads * headWidth();
        return layers * (attention + 3L * width * feedForward) + (long) vocabulary * width;
    }
}
