package caravan.bench.model;

import java.nio.ByteBuffer;

/** ggml's {@code q8_0}: a scale in IEEE's 16 bits, then each number over it, rounded to the nearest of 8 bits. */
final class Q8Block {
    private static final int LARGEST = 127;

    private Q8Block() {}

    static void put(float[] numbers, int start, int count, ByteBuffer buffer) {
        float most = 0;
        for (int i = start; i < start + count; i++) {
            most = Math.max(most, Math.abs(numbers[i]));
        }
        float scale = most / LARGEST;
        buffer.putShort(halfBits(scale));
        for (int i = start; i < start + count; i++) {
            buffer.put((byte) (scale == 0 ? 0 : Math.round(numbers[i] / scale)));
        }
    }

    /** A positive number as IEEE's half: below 2^-14 in steps of 2^-24, above with ten bits behind the first. */
    static short halfBits(float number) {
        int exponent = Math.max(Math.getExponent(number), -14);
        int steps = (int) Math.rint(number * Math.scalb(1.0, 10 - exponent));
        int bits = ((exponent + 14) << 10) + steps; // a rounding up to 2048 steps carries into the exponent by itself
        if (number < 0 || bits >= 0x7c00) {
            throw new IllegalArgumentException("a scale must be from 0 to below 65520, was " + number);
        }
        return (short) bits;
    }
}
