package caravan.trainer.pretrain;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import caravan.inference.djl.Dtype;
import caravan.inference.djl.TrainableDecoder;
import caravan.inference.djl.TrainingBatch;
import caravan.principles.Principles;
import caravan.trainer.pretrain.LossCurve.Point;
import caravan.trainer.pretrain.bpe.BpeTrainer;
import caravan.trainer.pretrain.bpe.TokenizerFile;
import caravan.trainer.pretrain.corpus.Corpus;
import caravan.trainer.pretrain.corpus.Corpus.Size;
import caravan.trainer.pretrain.corpus.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Trains a base model from scratch, or goes on from one: {@code caravan pretrain}. Writes a Hugging Face folder
 * ({@code config.json}, {@code model.safetensors} in bf16, {@code tokenizer.json}, {@code generation_config.json}) with
 * its {@code loss.csv} and {@code loss.png}, and keeps a {@code checkpoint} folder beside them from which a stopped
 * training goes on.
 */
public final class Pretraining {
    /** The end of a text; its id is 0. */
    static final String END_OF_TEXT = "<|endoftext|>";

    private static final int TOKENIZER_DOCUMENTS = 3000;
    private static final int PROGRESS_STEPS = 10;

    private final PretrainSettings settings;
    private final Consumer<String> progress;
    private final StopRequest stop;
    private final Path checkpoint;
    private final LossCurve curve = new LossCurve();
    private final long seed;

    private Pretraining(PretrainSettings settings, Consumer<String> progress, StopRequest stop) {
        this.settings = settings;
        this.progress = progress;
        this.stop = stop;
        this.checkpoint = settings.output().resolve("checkpoint");
        this.seed = settings.seed();
    }

    /**
     * Trains until the steps or the time are used up. When the JVM is asked to stop before, a checkpoint is saved after
     * the step in hand, and the same call goes on from there later.
     *
     * @param progress takes a line every few steps
     * @throws IOException if a folder cannot be read or written
     */
    public static void run(PretrainSettings settings, Consumer<String> progress) throws IOException {
        try (StopRequest stop = StopRequest.ofShutdown()) {
            run(settings, progress, stop);
        }
    }

    static void run(PretrainSettings settings, Consumer<String> progress, StopRequest stop) throws IOException {
        new Pretraining(settings, progress, stop).run();
    }

    private void run() throws IOException {
        Files.createDirectories(settings.output());
        Principles principles = Principles.load(settings.principles());
        Corpus corpus = Corpus.training(World.load(), principles, seed);
        Path tokenizerFile = settings.output().resolve("tokenizer.json");
        if (!Files.exists(tokenizerFile)) {
            if (settings.from().isPresent()) {
                Files.copy(settings.from().get().resolve("tokenizer.json"), tokenizerFile);
            } else {
                learnTokenizer(corpus, principles, tokenizerFile);
            }
        }
        try (HuggingFaceTokenizer tokenizer = Packer.tokenizer(tokenizerFile);
                TrainableDecoder decoder = decoder()) {
            train(decoder, new Packer(corpus, tokenizer), principles.version());
        }
    }

    private void learnTokenizer(Corpus corpus, Principles principles, Path file) throws IOException {
        List<String> texts = new ArrayList<>(corpus.sample(TOKENIZER_DOCUMENTS));
        texts.add(principles.align().prefix());
        principles.seedTasks().forEach(task -> texts.add(task.instruction() + "\n" + task.input()));
        TokenizerFile.write(
                BpeTrainer.train(texts, settings.shape().vocabulary(), List.of(END_OF_TEXT, "<|pad|>")), file);
        progress.accept("tokenizer learned from " + texts.size() + " documents");
    }

    private boolean isResumed() {
        return Files.exists(stateFile());
    }

    private Path stateFile() {
        return checkpoint.resolve("state.json");
    }

    private TrainableDecoder decoder() throws IOException {
        if (!isResumed()) {
            return settings.from().isPresent()
                    ? TrainableDecoder.open(settings.from().get(), settings.training())
                    : TrainableDecoder.create(settings.shape(), seed, settings.training());
        }
        TrainableDecoder decoder = TrainableDecoder.open(checkpoint, settings.training());
        decoder.loadOptimizer(checkpoint.resolve("optimizer.safetensors"));
        return decoder;
    }

    private void train(TrainableDecoder decoder, Packer packer, String principles) throws IOException {
        TrainingState state = new TrainingState(0, 0, 0, Map.of());
        if (isResumed()) {
            state = TrainingState.read(stateFile());
            state.places().forEach(packer::enter);
            curve.read(settings.output().resolve("loss.csv"), state.step());
        }
        progress.accept(String.format(
                Locale.ROOT, "%,d parameters, from step %d", decoder.config().parameters(), state.step()));
        Curriculum curriculum = settings.curriculum();
        int columnsMax = decoder.config().contextTokensMax();
        long begin = System.nanoTime() - (long) (state.seconds() * 1e9);
        long tokens = state.tokens();
        int step = state.step();
        Map<Size, Double> latest = new EnumMap<>(Size.class);
        while (step < settings.steps()) {
            double seconds = (System.nanoTime() - begin) / 1e9;
            double done = Math.max(
                    (double) step / settings.steps(), seconds / settings.limit().toSeconds());
            if (done >= 1) {
                break;
            }
            Map<Size, TrainingBatch> batches = curriculum.batches(packer, step, done, columnsMax);
            Map<Size, Double> losses = new EnumMap<>(Size.class);
            batches.forEach((size, batch) -> losses.put(size, decoder.accumulate(batch)));
            latest.putAll(losses);
            double rate = settings.rate(step, done);
            double norm = decoder.apply(rate);
            tokens += batches.values().stream().mapToInt(TrainingBatch::filled).sum();
            Point point = new Point(step, tokens, (System.nanoTime() - begin) / 1e9, rate, losses, norm);
            curve.add(point);
            step++;
            if (step % PROGRESS_STEPS == 0) {
                report(point, done, latest);
            }
            requireFinite(losses, step);
            if (step % settings.checkpointSteps() == 0 || stop.isMade()) {
                save(decoder, packer, point);
            }
            if (stop.isMade()) {
                progress.accept("stopped after step " + step + "; the same command goes on from there");
                return;
            }
        }
        curve.draw(settings.output().resolve("loss.png"));
        decoder.save(settings.output(), Dtype.BFLOAT16);
        GenerationConfigFile.write(settings.output());
        curve.write(settings.output().resolve("loss.csv"));
        double seconds = (System.nanoTime() - begin) / 1e9;
        new TrainingRecord(seed, principles, step, tokens, seconds, places(packer), before()).write(settings.output());
        progress.accept("done after " + step + " steps and " + tokens + " tokens");
    }

    private List<TrainingRecord> before() throws IOException {
        return settings.from().isPresent()
                ? List.of(TrainingRecord.read(settings.from().get()))
                : List.of();
    }

    private void report(Point point, double done, Map<Size, Double> losses) {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "step %d (%.0f%%), %.2fM tokens, %.0f tokens/s, rate %.2e, loss",
                point.step() + 1,
                100 * done,
                point.tokens() / 1e6,
                point.tokens() / point.seconds(),
                point.rate()));
        losses.forEach((size, loss) ->
                line.append(String.format(Locale.ROOT, " %s %.3f", size.name().toLowerCase(Locale.ROOT), loss)));
        progress.accept(line.toString());
    }

    /** The state is written last: without it a half-written checkpoint does not count. */
    private void save(TrainableDecoder decoder, Packer packer, Point point) throws IOException {
        Files.deleteIfExists(stateFile());
        decoder.save(checkpoint, Dtype.FLOAT32);
        decoder.saveOptimizer(checkpoint.resolve("optimizer.safetensors"));
        decoder.save(settings.output(), Dtype.BFLOAT16);
        GenerationConfigFile.write(settings.output());
        curve.write(settings.output().resolve("loss.csv"));
        new TrainingState(point.step() + 1, point.tokens(), point.seconds(), places(packer)).write(stateFile());
    }

    private static Map<Size, Long> places(Packer packer) {
        Map<Size, Long> places = new EnumMap<>(Size.class);
        for (Size size : Size.values()) {
            places.put(size, packer.place(size));
        }
        return places;
    }

    private static void requireFinite(Map<Size, Double> losses, int step) {
        if (losses.values().stream().anyMatch(loss -> !Double.isFinite(loss))) {
            throw new IllegalStateException("the loss is no longer a number after step " + step + ": " + losses
                    + "; lower rateMax and go on from an earlier checkpoint");
        }
    }
}
