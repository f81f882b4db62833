package caravan.bench.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** A number format of the matrices that engines multiply with. */
public enum Precision {
    /** 32 bits. */
    F32("float32", 0, 1, Float.BYTES),
    /** 16 bits. */
    BF16("bfloat16", 30, 1, Short.BYTES),
    /**
     * 8 bits and a scale: of 32 numbers each in GGUF's {@code q8_0}; of a whole row in our engine, which makes them
     * itself of the folder in 16 bits.
     */
    INT8("int8", 8, 32, Short.BYTES + 32);

    final String fileName;
    final int ggmlType;
    private final int block;
    private final int blockBytes;

    Precision(String fileName, int ggmlType, int block, int blockBytes) {
        this.fileName = fileName;
        this.ggmlType = ggmlType;
        this.block = block;
        this.blockBytes = blockBytes;
    }

    /** Narrow where this processor multiplies bfloat16; wide where it would have to be turned into float32 first. */
    public static Precision ofThisProcessor() {
        try {
            return Files.readString(Path.of("/proc/cpuinfo")).contains("avx512_bf16") ? BF16 : F32;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the benchmark is for Linux
        }
    }

    /** What a Hugging Face folder holds for it. */
    Precision ofFolder() {
        return this == INT8 ? BF16 : this;
    }

    /** Bytes of so many numbers, a multiple of the block's. */
    long bytes(int numbers) {
        if (numbers % block != 0) {
            throw new IllegalArgumentException(
                    "%s holds numbers by %d, so %d do not fit".formatted(this, block, numbers));
        }
        return (long) numbers / block * blockBytes;
    }

    /** Bytes of one number, its share of a scale included. */
    public double bytesEach() {
        return (double) blockBytes / block;
    }

    ByteBuffer encode(float[] numbers) {
        ByteBuffer buffer =
                ByteBuffer.allocate(Math.toIntExact(bytes(numbers.length))).order(ByteOrder.LITTLE_ENDIAN);
        for (int start = 0; start < numbers.length; start += block) {
            switch (this) {
                case F32 -> buffer.putFloat(numbers[start]);
                case BF16 -> buffer.putShort((short) Bfloat16.bits(numbers[start]));
                case INT8 -> Q8Block.put(numbers, start, block, buffer);
            }
        }
        return buffer.flip();
    }
}
