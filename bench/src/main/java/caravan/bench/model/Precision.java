package caravan.bench.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** A number format of the files' matrices. */
public enum Precision {
    /** 32 bits. */
    F32("F32", "float32", 0, Float.BYTES),
    /** 16 bits. */
    BF16("BF16", "bfloat16", 30, Short.BYTES);

    final String safetensorsName;
    final String torchName;
    final int ggmlType;
    private final int bytes;

    Precision(String safetensorsName, String torchName, int ggmlType, int bytes) {
        this.safetensorsName = safetensorsName;
        this.torchName = torchName;
        this.ggmlType = ggmlType;
        this.bytes = bytes;
    }

    /** Narrow where this processor multiplies bfloat16; wide where it would have to be turned into float32 first. */
    public static Precision ofThisProcessor() {
        try {
            return Files.readString(Path.of("/proc/cpuinfo")).contains("avx512_bf16") ? BF16 : F32;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the benchmark is for Linux
        }
    }

    /** Bytes of one number. */
    public int bytes() {
        return bytes;
    }

    ByteBuffer encode(float[] numbers) {
        ByteBuffer buffer =
                ByteBuffer.allocate(Math.multiplyExact(numbers.length, bytes)).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            if (this == F32) {
                buffer.putFloat(number);
            } else {
                buffer.putShort((short) Bfloat16.bits(number));
            }
        }
        return buffer.flip();
    }
}
