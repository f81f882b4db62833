package caravan.bench.training;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import caravan.bench.engine.ResidentMemory;
import caravan.inference.djl.DecoderConfig;
import caravan.inference.djl.Dtype;
import caravan.inference.djl.TrainableDecoder;
import caravan.inference.djl.TrainingBatch;
import caravan.inference.djl.TrainingSettings;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Speed and memory of training; {@code infra/bench/training} starts it. */
@Command(
        name = "infra/bench/training",
        mixinStandardHelpOptions = true,
        description = {
            "Trains the bundled model and a Llama of 135 million random weights, by LoRA and whole, and says how many"
                    + " tokens a second that is, and which share of the machine's own rate of matrix products, measured in"
                    + " turns with it. Only products with weights count as work.",
            "Then takes many small steps of many shapes, and says what memory is resident.",
            "The last line is for machines; it speaks of the larger model."
        })
public final class TrainingBench implements Callable<Integer> {
    /** SmolLM-135M's shape. */
    private static final DecoderConfig LARGE = new DecoderConfig(
            49_152, 576, 30, 9, 3, 64, 1_536, 2_048, 10_000, 1e-5, true, OptionalInt.empty(), List.of());

    private static final int MATRIX = 2_048;

    @Option(names = "--pocket", required = true, description = "Folder of the bundled model.")
    private Path pocket = Path.of("");

    @Option(names = "--threads", description = "Of the native library; all cores by default.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--dtype", description = "float32 or bfloat16: of products and attention; ${DEFAULT-VALUE}.")
    private String dtype = "float32";

    @Option(names = "--rows", description = "Rows of a pass; ${DEFAULT-VALUE}.")
    private int rows = 8;

    @Option(names = "--columns", description = "Tokens of a row; ${DEFAULT-VALUE}.")
    private int columns = 256;

    @Option(names = "--seconds", description = "How long each is trained, at least three steps; ${DEFAULT-VALUE}.")
    private int seconds = 30;

    @Option(names = "--memory-steps", description = "Steps over which memory must be flat; ${DEFAULT-VALUE}.")
    private int memorySteps = 2_000;

    @Option(
            names = "--processor-time",
            description =
                    "Measure with the process's processor time, for a machine that others use; takes --threads 1.")
    private boolean isShared;

    private final PrintStream out = System.out;

    private TrainingBench() {}

    /** Starts it. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new TrainingBench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        TrainingSettings settings =
                TrainingSettings.DEFAULTS.withThreads(threads).withDtype(Dtype.valueOf(dtype.toUpperCase(Locale.ROOT)));
        Path large = Files.createTempDirectory("caravan-training");
        try (TrainableDecoder random = TrainableDecoder.create(LARGE, 1, settings)) {
            random.save(large, Dtype.FLOAT32);
        }
        measure(new Learner("pocket", pocket, true), settings);
        measure(new Learner("pocket", pocket, false), settings);
        Speed lora = measure(new Learner("135M", large, true), settings);
        Speed full = measure(new Learner("135M", large, false), settings);
        Files.delete(large.resolve("model.safetensors"));
        if (memorySteps > 0) {
            watchMemory(settings);
        }
        out.printf(
                Locale.ROOT,
                "training: share_of_matmul=%.2f lora_tokens_s=%.0f full_tokens_s=%.0f%n",
                full.share(),
                lora.tokensPerSecond(),
                full.tokensPerSecond());
        return 0;
    }

    /**
     * What was measured.
     *
     * @param tokensPerSecond through forward and backward pass and the optimizer's step
     * @param share of the rate of matrix products
     */
    private record Speed(double tokensPerSecond, double share) {}

    private Speed measure(Learner learner, TrainingSettings settings) throws IOException {
        double rate = matmulRate();
        try (TrainableDecoder decoder = learner.open(settings)) {
            TrainingBatch batch = Learner.batch(decoder.config(), rows, columns, 1);
            decoder.step(batch, 1e-5);
            int steps = 0;
            long start = nanos();
            double spent = 0;
            while (steps < 3 || spent < seconds) {
                decoder.step(batch, 1e-5);
                steps++;
                spent = (nanos() - start) / 1e9;
            }
            rate = (rate + matmulRate()) / 2;
            double tokens = (double) rows * columns * steps / spent;
            double share = tokens * learner.operations(decoder.config()) / rate;
            out.printf(
                    Locale.ROOT,
                    "%-6s %-4s %7.0f tokens/s, %5.1f GFLOP/s of %5.1f: %.0f%% (%d steps of %d x %d, resident %d MiB)%n",
                    learner.name(),
                    learner.isLora() ? "LoRA" : "full",
                    tokens,
                    share * rate / 1e9,
                    rate / 1e9,
                    100 * share,
                    steps,
                    rows,
                    columns,
                    ResidentMemory.bytes() >> 20);
            return new Speed(tokens, share);
        }
    }

    /** Operations a second of products of square float32 matrices, the best of some. */
    private double matmulRate() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
                NDArray a = manager.randomNormal(new Shape(MATRIX, MATRIX));
                NDArray b = manager.randomNormal(new Shape(MATRIX, MATRIX))) {
            JniUtils.setNumThreads(threads);
            double best = Double.POSITIVE_INFINITY;
            for (int trial = 0; trial < 8; trial++) {
                long start = nanos();
                a.matMul(b).close();
                best = Math.min(best, (nanos() - start) / 1e9);
            }
            return 2.0 * MATRIX * MATRIX * MATRIX / best;
        }
    }

    /** Steps as a training has them: of one row or several, short and long, with a look at the loss now and then. */
    private void watchMemory(TrainingSettings settings) throws IOException {
        try (TrainableDecoder decoder = new Learner("pocket", pocket, true).open(settings)) {
            long settled = 0;
            for (int step = 1; step <= memorySteps; step++) {
                TrainingBatch batch = Learner.batch(decoder.config(), 1 + step % 3, 64 * (1 + step % 4), step);
                decoder.step(batch, 1e-5);
                if (step % 50 == 0) {
                    decoder.loss(batch);
                }
                if (step % Math.max(1, memorySteps / 5) == 0) {
                    System.gc();
                    long now = ResidentMemory.bytes();
                    settled = settled == 0 ? now : settled;
                    out.printf(
                            Locale.ROOT,
                            "memory after %d steps: resident %d MiB, %+d MiB since a fifth of them%n",
                            step,
                            now >> 20,
                            (now - settled) >> 20);
                }
            }
        }
    }

    private long nanos() {
        return isShared
                ? ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime()
                : System.nanoTime();
    }
}
