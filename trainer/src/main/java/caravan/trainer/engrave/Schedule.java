package caravan.trainer.engrave;

/** How the learning rate falls once it is warm. */
public enum Schedule {
    /** In a straight line, as in the paper. */
    LINEAR,
    /** Along half a cosine (Loshchilov and Hutter 2017): late, and softly at both ends. */
    COSINE;

    /**
     * Share of the full rate, in (0, 1].
     *
     * @param done share of the steps after the warm-up that are done, in [0, 1)
     */
    double rate(double done) {
        return this == LINEAR ? 1 - done : (1 + Math.cos(Math.PI * done)) / 2;
    }
}
