package caravan.streams.novelty;

/**
 * A text's elements in 128 bits: each turns one bit over. What two texts share cancels out, so the bits in which their
 * signatures differ are at most as many as the elements that only one of them has; a pair that differs in more is
 * passed over unread (Sandes et al. 2020, "Bitmap filter").
 */
record Signature(long low, long high) {
    /** Of elements with their ranks; an unknown one is in no other text and turns nothing. */
    static Signature of(long[] ranked) {
        long low = 0;
        long high = 0;
        for (long one : ranked) {
            int element = Elements.elementOf(one);
            if (element != Elements.UNKNOWN) {
                int bit = (element * 0x9E3779B9) >>> (Integer.SIZE - 7);
                low ^= bit < Long.SIZE ? 1L << bit : 0;
                high ^= bit < Long.SIZE ? 0 : 1L << bit;
            }
        }
        return new Signature(low, high);
    }

    /** In how many bits it differs from another. */
    int distance(long otherLow, long otherHigh) {
        return Long.bitCount(low ^ otherLow) + Long.bitCount(high ^ otherHigh);
    }
}
