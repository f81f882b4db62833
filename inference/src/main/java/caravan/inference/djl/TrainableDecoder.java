package caravan.inference.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The training door: a decoder whose weights, or whose LoRA adapter, learn.
 *
 * <pre>{@code
 * try (var decoder = TrainableDecoder.create(config, 42, TrainingSettings.DEFAULTS)) {
 *     for (int step = 0; step < steps; step++) {
 *         double loss = decoder.step(batch(step), rate(step));
 *     }
 *     decoder.save(folder, Dtype.BFLOAT16);
 * }
 * }</pre>
 *
 * <p>One optimizer step may see several batches: {@link #accumulate} each, then {@link #apply}; the gradient is that of
 * the mean loss over all their labelled tokens. Weights, gradients and AdamW's moments are float32; products and
 * attention run in {@link TrainingSettings#dtype()}. Everything of a batch is freed with its call, so memory stays
 * flat.
 *
 * <p>Not thread-safe: call it from one thread at a time. Beside a serving engine in the same JVM let the two take
 * turns, since two that both use all cores stall each other.
 *
 * <p>A JVM that ends within a step crashes: a caller that may be stopped needs a shutdown hook that waits for the step
 * in hand.
 */
public final class TrainableDecoder implements AutoCloseable {
    private final DecoderConfig config;
    private final TrainingSettings settings;
    private final DecoderScript script;
    private final TrainedWeights weights;
    private final OptimizerState optimizer;
    private final NDArray frequencies;
    private final Optional<Weights> frozen;
    private long pendingTokens;

    private TrainableDecoder(
            DecoderConfig config,
            TrainingSettings settings,
            DecoderScript script,
            TrainedWeights weights,
            Optional<Weights> frozen) {
        this.config = config;
        this.settings = settings;
        this.script = script;
        this.weights = weights;
        this.frozen = frozen;
        this.optimizer = new OptimizerState(script.manager(), settings, weights.names(), weights.trained());
        this.frequencies = script.manager().create(config.rotary().frequencies(config.headWidth()));
    }

    /** A new model with seeded random weights, all of which learn. */
    public static TrainableDecoder create(DecoderConfig config, long seed, TrainingSettings settings) {
        DecoderScript script = compile(config, settings);
        var weights = TrainedWeights.fresh(script.manager(), config, settings.dtype(), seed);
        return new TrainableDecoder(config, settings, script, weights, Optional.empty());
    }

    /**
     * The model of a Hugging Face folder, all of whose weights learn.
     *
     * @throws IOException if the folder is no model of a known {@link Family}, names what is missing or misshapen
     */
    public static TrainableDecoder open(Path folder, TrainingSettings settings) throws IOException {
        DecoderConfig config = ConfigFile.read(folder);
        try (Safetensors tensors = Safetensors.ofFolder(folder)) {
            DecoderScript script = compile(config, settings);
            var weights = TrainedWeights.open(script.manager(), config, settings.dtype(), tensors, folder);
            return new TrainableDecoder(config, settings, script, weights, Optional.empty());
        }
    }

    /**
     * The model of a Hugging Face folder with a new LoRA adapter beside it: only the adapter learns. It starts as no
     * change at all (B is zero).
     *
     * @param seed of the adapter's weights
     * @throws IOException if the folder is no model of a known {@link Family}, names what is missing or misshapen
     */
    public static TrainableDecoder adapt(Path folder, LoraConfig lora, long seed, TrainingSettings settings)
            throws IOException {
        DecoderConfig config = ConfigFile.read(folder);
        DecoderScript script = compile(Hardware.device(settings.device()), config, settings.dtype(), lora);
        try {
            Weights frozen = ModelWeights.read(script, config, ModelWeights.Form.PLAIN, folder);
            return adapt(config, script, frozen, lora, seed, settings);
        } catch (IOException | RuntimeException e) {
            script.close();
            throw e;
        }
    }

    /**
     * The same, on the very weights that an engine serves with, and on its device and in its arithmetic: nothing of the
     * base is held twice, and neither may change it. Whoever of the two is closed first leaves them to the other. To be
     * called by the engine's thread.
     *
     * @return empty where gradients cannot pass them: in oneDNN's own layout (a CPU's that packs), or of int8
     */
    static Optional<TrainableDecoder> adapt(BaseModel served, LoraConfig lora, long seed, TrainingSettings settings) {
        if (served.form() != ModelWeights.Form.PLAIN) {
            return Optional.empty();
        }
        DecoderScript script = compile(served.device(), served.config(), served.compute(), lora);
        Weights frozen = served.weights().sharedBy(script);
        return Optional.of(adapt(served.config(), script, frozen, lora, seed, settings.withDtype(served.compute())));
    }

    private static TrainableDecoder adapt(
            DecoderConfig config,
            DecoderScript script,
            Weights frozen,
            LoraConfig lora,
            long seed,
            TrainingSettings settings) {
        var weights = TrainedWeights.adapt(script.manager(), config, settings.dtype(), frozen, lora, seed);
        return new TrainableDecoder(config, settings, script, weights, Optional.of(frozen));
    }

    private static DecoderScript compile(DecoderConfig config, TrainingSettings settings) {
        return DecoderScript.compile(
                Hardware.device(settings.device()), config, settings.dtype(), DecoderScript.Use.TRAINING, 0, 0);
    }

    private static DecoderScript compile(Device device, DecoderConfig config, Dtype compute, LoraConfig lora) {
        return DecoderScript.compile(device, config, compute, DecoderScript.Use.ADAPTING, lora.scale(), lora.dropout());
    }

    /** The model's shape. */
    public DecoderConfig config() {
        return config;
    }

    /** What products are computed in. */
    public Dtype dtype() {
        return settings.dtype();
    }

    /**
     * One optimizer step on one batch.
     *
     * @return the mean loss per labelled token, in nats, before the step
     */
    public double step(TrainingBatch batch, double learningRate) {
        double loss = accumulate(batch);
        apply(learningRate);
        return loss;
    }

    /**
     * Adds a batch's gradient to those that the next {@link #apply} uses.
     *
     * @return the mean loss per labelled token, in nats
     */
    public double accumulate(TrainingBatch batch) {
        int labelled = requireLabels(batch);
        JniUtils.setNumThreads(settings.threads());
        try (NDManager step = script.manager().newSubManager()) {
            var arguments = new NDList(weights.masters());
            arguments.addAll(weights.adapter());
            arguments.addAll(optimizer.gradients());
            arguments.add(frequencies);
            arguments.addAll(arrays(batch, step));
            try (NDArray loss = script.differentiate("accumulate", arguments).singletonOrThrow()) {
                pendingTokens += labelled;
                return loss.getDouble() / labelled;
            }
        }
    }

    /**
     * One AdamW step on the gradients accumulated since the last one, clipped to {@link TrainingSettings#clipNorm()}.
     *
     * @return the gradient's norm before clipping
     */
    public double apply(double learningRate) {
        if (pendingTokens == 0) {
            throw new IllegalStateException("nothing was accumulated since the last step");
        }
        double norm = optimizer.apply(script, pendingTokens, learningRate);
        pendingTokens = 0;
        return norm;
    }

    /** The mean loss per labelled token, in nats, without learning and without dropout. */
    public double loss(TrainingBatch batch) {
        int labelled = requireLabels(batch);
        JniUtils.setNumThreads(settings.threads());
        try (NDManager step = script.manager().newSubManager();
                Arguments arguments = forward(batch, step, 4);
                IValue result = script.run("loss", arguments.values());
                NDArray loss = result.toTensor((PtNDManager) step)) {
            return Numbers.doubles(loss)[0] / labelled;
        }
    }

    /** Logits of every token of the batch, (rows * columns * vocabulary), for evaluation. */
    public float[] logits(TrainingBatch batch) {
        JniUtils.setNumThreads(settings.threads());
        try (NDManager step = script.manager().newSubManager();
                Arguments arguments = forward(batch, step, 3);
                IValue result = script.run("logits", arguments.values());
                NDArray logits = result.toTensor((PtNDManager) step)) {
            return Numbers.floats(logits);
        }
    }

    /**
     * Writes {@code config.json} and {@code model.safetensors} into the folder, each whole or not at all; the tokenizer
     * is not ours to write.
     *
     * @param dtype FLOAT32 or BFLOAT16
     * @throws IllegalStateException if only an adapter learns, for then there is nothing new to write
     */
    public void save(Path folder, Dtype dtype) throws IOException {
        Files.createDirectories(folder);
        weights.saveModel(folder.resolve("model.safetensors"), dtype);
        ConfigFile.write(folder, config, dtype);
    }

    /**
     * Writes the adapter as PEFT lays it out: {@code adapter_config.json} and {@code adapter_model.safetensors},
     * float32.
     *
     * @param base what {@code base_model_name_or_path} says
     */
    public void saveAdapter(Path folder, String base) throws IOException {
        LoraConfig lora = weights.lora()
                .orElseThrow(
                        () -> new IllegalStateException("this decoder was not opened with adapt(), it has no adapter"));
        Files.createDirectories(folder);
        weights.saveTrained(folder.resolve("adapter_model.safetensors"));
        AdapterConfigFile.write(folder, lora, base);
    }

    /**
     * Writes a whole Hugging Face folder: the weights in float32, as they were measured, with the tokenizer and the
     * configuration of the folder that the training began from.
     */
    public void saveBeside(Path base, Path folder) throws IOException {
        Files.createDirectories(folder);
        weights.saveModel(folder.resolve("model.safetensors"), Dtype.FLOAT32);
        SideFiles.copy(base, folder, Dtype.FLOAT32);
    }

    /** Writes all that learns, float32, bit by bit; with the optimizer's state training can go on later. */
    public void saveTrained(Path file) throws IOException {
        weights.saveTrained(file);
    }

    /** Reads what {@link #saveTrained} wrote. */
    public void loadTrained(Path file) throws IOException {
        weights.loadTrained(file);
    }

    /** Writes AdamW's moments and step count; with the saved float32 weights training can go on later. */
    public void saveOptimizer(Path file) throws IOException {
        optimizer.save(file);
    }

    /** Reads what {@link #saveOptimizer} wrote. */
    public void loadOptimizer(Path file) throws IOException {
        optimizer.load(file);
    }

    @Override
    public void close() {
        // The list holds the arrays too: without this the base stays in memory.
        frozen.ifPresent(Weights::close);
        script.close();
    }

    /** The summed gradient of a trained weight since the last step, for tests. */
    double[] gradient(String name) {
        return Numbers.doubles(optimizer.gradients().get(weights.indexOf(name)));
    }

    /** A trained weight's array, for tests. */
    NDArray weight(String name) {
        return weights.trained().get(weights.indexOf(name));
    }

    private Arguments forward(TrainingBatch batch, NDManager step, int inputs) {
        return new Arguments()
                .add(weights.masters())
                .add(weights.adapter())
                .add(frequencies)
                .addEach(arrays(batch, step).subList(0, inputs));
    }

    private static List<NDArray> arrays(TrainingBatch batch, NDManager manager) {
        var shape = new Shape(batch.rows(), batch.columns());
        var names = List.of("tokens", "positions", "segments", "labels");
        var numbers = List.of(batch.tokens(), batch.positions(), batch.segments(), batch.labels());
        return IntStream.range(0, names.size())
                .mapToObj(i -> {
                    NDArray array = manager.create(
                            IntStream.of(numbers.get(i)).asLongStream().toArray(), shape);
                    array.setName(names.get(i));
                    return array;
                })
                .toList();
    }

    private int requireLabels(TrainingBatch batch) {
        for (int token : batch.tokens()) {
            if (token < 0 || token >= config.vocabulary()) {
                throw new IllegalArgumentException(
                        "tokens must be in [0, " + config.vocabulary() + "), one was " + token);
            }
        }
        int labelled = batch.labelled();
        if (labelled == 0) {
            throw new IllegalArgumentException("a batch must have a labelled token, has none");
        }
        return labelled;
    }
}
