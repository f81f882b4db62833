package caravan.trainer.engrave;

import caravan.schemas.ModelKind;

/** What of a model learns. */
public enum Method {
    /** A low-rank adapter beside it, as in the paper. */
    LORA(ModelKind.ADAPTER, "adapter", 4e-4),
    /** All its weights. */
    FULL(ModelKind.FULL, "full", 2e-5);

    /** What comes of it. */
    final ModelKind kind;

    /** What the version of such a model is called by. */
    final String word;

    /** Its learning rate where none is set. */
    final double learningRate;

    Method(ModelKind kind, String word, double learningRate) {
        this.kind = kind;
        this.word = word;
        this.learningRate = learningRate;
    }
}
