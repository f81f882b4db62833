package caravan.bench.model;

/** bfloat16, which Java 17 has no type for. */
final class Bfloat16 {
    private Bfloat16() {}

    /** The nearest bfloat16 in its 16 bits, ties to even; for finite numbers. */
    static int bits(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (bits + 0x7fff + (bits >>> 16 & 1)) >>> 16;
    }
}
