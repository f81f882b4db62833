package caravan.bench.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import caravan.inference.LanguageModel;
import java.util.ArrayList;
import java.util.Collections;

/**
 * How near the machine's limits our engine comes. A decode step of one sequence must read every weight once: its share
 * of the memory bandwidth. A prefill must multiply every weight with every token: its share of the matmul rate. Both
 * limits are measured with the same library and threads, the matmul in float32.
 */
final class Roofline implements Part {
    private static final int TRIALS = 5;
    private static final long BYTES = 1L << 28;

    @Override
    public void run(Bench bench) {
        double bandwidth;
        double matmul;
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            JniUtils.setNumThreads(bench.threads());
            bandwidth = bandwidth(bench.clock(), manager);
            matmul = matmul(bench.clock(), manager, bench.scale().matrix());
        }
        int prompt = bench.scale().prompts().get(0);
        try (LanguageModel model = bench.open(1)) {
            Contestant caravan = bench.caravan(model);
            double step =
                    caravan.stepSeconds(1, bench.scale().cached(), bench.scale().steps());
            double prefill = caravan.prefillSeconds(Tokens.random(prompt, bench.vocabulary(), 8));
            long weights = bench.model().shape().multiplied();
            double read = weights * bench.precision().bytesEach() / step;
            double multiplied = 2.0 * weights * prompt / prefill;
            bench.report()
                    .note(
                            "roofline: decode of 1 reads %.1f GB/s of weights, %.0f%% of %.1f; prefill of %d does %.0f GFLOP/s, %.0f%% of %.0f in float32"
                                    .formatted(
                                            read / 1e9,
                                            100 * read / bandwidth,
                                            bandwidth / 1e9,
                                            prompt,
                                            multiplied / 1e9,
                                            100 * multiplied / matmul,
                                            matmul / 1e9));
        }
    }

    /** Bytes a second that a sum over a long array reads. */
    private static double bandwidth(Clock clock, NDManager manager) {
        try (NDArray numbers = manager.zeros(new Shape(BYTES / Float.BYTES), DataType.FLOAT32)) {
            return BYTES
                    / best(clock, () -> {
                        try (NDArray sum = numbers.sum()) {
                            sum.toFloatArray();
                        }
                    });
        }
    }

    /** Operations a second of a product of square matrices. */
    private static double matmul(Clock clock, NDManager manager, int side) {
        try (NDArray a = manager.randomNormal(new Shape(side, side));
                NDArray b = manager.randomNormal(new Shape(side, side))) {
            return 2.0 * side * side * side / best(clock, () -> a.matMul(b).close());
        }
    }

    private static double best(Clock clock, Runnable work) {
        var seconds = new ArrayList<Double>();
        for (int trial = 0; trial < TRIALS; trial++) {
            long start = clock.nanos();
            work.run();
            seconds.add(clock.secondsSince(start));
        }
        return Collections.min(seconds);
    }
}
