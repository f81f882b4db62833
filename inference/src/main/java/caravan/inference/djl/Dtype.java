package caravan.inference.djl;

/** A number format of weights and arithmetic. */
public enum Dtype {
    /** 32 bits. */
    FLOAT32(6, "F32", Float.BYTES),
    /** 16 bits with float32's range: half the memory, and faster where the CPU has instructions for it. */
    BFLOAT16(15, "BF16", Short.BYTES),
    /** 64 bits, to check gradients against. */
    FLOAT64(7, "F64", Double.BYTES),
    /**
     * 8 bits, for the matrices of inference alone, with a scale for each output; products and caches are in what else
     * suits the hardware.
     */
    INT8(1, "I8", Byte.BYTES);

    /** libtorch's number of it. */
    final int code;
    /** Its name in a safetensors header. */
    final String safetensorsName;

    final int bytes;

    Dtype(int code, String safetensorsName, int bytes) {
        this.code = code;
        this.safetensorsName = safetensorsName;
        this.bytes = bytes;
    }
}
