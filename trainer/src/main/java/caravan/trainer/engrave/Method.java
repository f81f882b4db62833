package caravan.trainer.engrave;

import caravan.schemas.ModelKind;

/** What of a model learns. */
public enum Method {
    /** A low-rank adapter beside it, as in the paper. */
    LORA(ModelKind.ADAPTER, "adapter"),
    /** All its weights. */
    FULL(ModelKind.BASE, "full");

    /** What comes of it. */
    final ModelKind kind;

    /** What the version of such a model is called by. */
    final String word;

    Method(ModelKind kind, String word) {
        this.kind = kind;
        this.word = word;
    }
}
