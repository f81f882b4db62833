package caravan.inference.djl;

/**
 * How a decoder is trained: AdamW's constants, the arithmetic and the cores.
 *
 * @param device {@code auto}, {@code cpu} or {@code cuda:N}; auto takes the first CUDA device that libtorch finds. The
 *     CUDA path is compiled but was never run
 * @param dtype of matrix products and attention; the weights themselves, their gradients and moments stay float32
 * @param threads of the native library, at least 1
 * @param weightDecay of matrices, per step and times the learning rate; vectors never decay
 * @param beta1 decay of the gradient's mean
 * @param beta2 decay of the gradient's mean square
 * @param clipNorm gradients longer than this are shortened to it
 */
public record TrainingSettings(
        String device, Dtype dtype, int threads, double weightDecay, double beta1, double beta2, double clipNorm) {
    /**
     * float32 on all cores; decay 0.1, betas 0.9 and 0.95, clip 1. bf16 must be asked for: whether it pays depends on
     * the CPU, see {@link Hardware}. On a Xeon whose AMX cannot be used (why, is told in {@link NativeLibrary}) it gave
     * 0.65 of float32's tokens per CPU-second (one thread, 16 x 256 tokens of a 5M-parameter model).
     */
    public static final TrainingSettings DEFAULTS = new TrainingSettings(
            "auto", Dtype.FLOAT32, Runtime.getRuntime().availableProcessors(), 0.1, 0.9, 0.95, 1.0);

    public TrainingSettings {
        if (!device.matches("auto|cpu|cuda:[0-9]+")) {
            throw new IllegalArgumentException("device must be auto, cpu or cuda:N, was " + device);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, was " + threads);
        }
        if (!(clipNorm > 0)) {
            throw new IllegalArgumentException("clipNorm must be above 0, was " + clipNorm);
        }
    }

    /** The same on another device. */
    public TrainingSettings withDevice(String other) {
        return new TrainingSettings(other, dtype, threads, weightDecay, beta1, beta2, clipNorm);
    }

    /** The same with another arithmetic. */
    public TrainingSettings withDtype(Dtype other) {
        return new TrainingSettings(device, other, threads, weightDecay, beta1, beta2, clipNorm);
    }

    /** The same on another number of threads. */
    public TrainingSettings withThreads(int other) {
        return new TrainingSettings(device, dtype, other, weightDecay, beta1, beta2, clipNorm);
    }

    /** The same with another weight decay. */
    public TrainingSettings withWeightDecay(double other) {
        return new TrainingSettings(device, dtype, threads, other, beta1, beta2, clipNorm);
    }
}
