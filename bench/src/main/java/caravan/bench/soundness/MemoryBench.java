package caravan.bench.soundness;

import caravan.bench.engine.ResidentMemory;
import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.ModelFiles;
import caravan.inference.SamplingParams;
import caravan.inference.Scheduling;
import caravan.inference.ScoringCall;
import caravan.inference.djl.DjlLanguageModel;
import caravan.inference.djl.Dtype;
import caravan.inference.djl.EngineSettings;
import caravan.inference.djl.LoraConfig;
import caravan.inference.djl.TrainableDecoder;
import caravan.inference.djl.TrainingSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether memory stays flat under mixed load; {@code infra/bench/memory} starts it. */
@Command(
        name = "infra/bench/memory",
        mixinStandardHelpOptions = true,
        description = {
            "Generates, scores, cancels, and swaps adapters on the bundled model for so many minutes, and prints each"
                    + " minute what memory is resident and what the engine holds.",
            "The last line is for machines: growth is from the end of the first fifth to the end."
        })
public final class MemoryBench implements Callable<Integer> {
    private static final String BASE = "base";
    private static final String ADAPTED = "adapted";

    @Option(names = "--pocket", required = true, description = "Folder of the bundled model.")
    private Path pocket = Path.of("");

    @Option(names = "--minutes", description = "How long; ${DEFAULT-VALUE}.")
    private int minutes = 60;

    @Option(names = "--threads", description = "Of the engine; ${DEFAULT-VALUE}.")
    private int threads = 1;

    private final Random random = new Random(1);
    private final PrintStream out = System.out;
    private long answered;
    private long cancelled;
    private long swaps;

    private MemoryBench() {}

    /** Starts it. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new MemoryBench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Path adapter = writeAdapter();
        EngineSettings settings =
                EngineSettings.DEFAULTS.withDtype(Dtype.FLOAT32).withThreads(threads);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        long settled = 0;
        long highest = 0;
        long last = 0;
        try (DjlLanguageModel model =
                DjlLanguageModel.open(settings, new ModelFiles(BASE, pocket, Optional.empty()), meters)) {
            Instant start = Instant.now();
            for (int minute = 1; minute <= minutes; minute++) {
                load(model, adapter, start.plus(Duration.ofMinutes(minute)));
                System.gc();
                last = ResidentMemory.bytes();
                settled = minute <= Math.max(1, minutes / 5) ? last : settled;
                highest = Math.max(highest, last);
                out.printf(
                        Locale.ROOT,
                        "minute %d: resident %d MiB, Java heap %d MiB, keys and values %d MiB, answered %d, cancelled %d,"
                                + " swaps %d%n",
                        minute,
                        last >> 20,
                        (Runtime.getRuntime().totalMemory()
                                        - Runtime.getRuntime().freeMemory())
                                >> 20,
                        cacheBytes(meters) >> 20,
                        answered,
                        cancelled,
                        swaps);
            }
        }
        out.printf(
                Locale.ROOT,
                "memory: minutes=%d settled-mib=%d last-mib=%d highest-mib=%d growth-mib=%d answered=%d cancelled=%d"
                        + " swaps=%d%n",
                minutes,
                settled >> 20,
                last >> 20,
                highest >> 20,
                (last - settled) >> 20,
                answered,
                cancelled,
                swaps);
        return 0;
    }

    private void load(DjlLanguageModel model, Path adapter, Instant until) {
        while (Instant.now().isBefore(until)) {
            if (!model.versions().contains(ADAPTED)) {
                model.load(new ModelFiles(ADAPTED, pocket, Optional.of(adapter)))
                        .join();
                swaps++;
            }
            List<CompletableFuture<?>> open = new ArrayList<>();
            for (int i = 0; i < 48; i++) {
                open.add(random.nextInt(5) == 0 ? model.score(scoring()) : begin(model));
            }
            for (int i = 0; i < 12; i++) {
                cancelled += open.get(random.nextInt(open.size())).cancel(true) ? 1 : 0;
            }
            CompletableFuture<Void> gone =
                    random.nextInt(10) == 0 ? model.unload(ADAPTED) : CompletableFuture.completedFuture(null);
            open.stream().filter(each -> !each.isCancelled()).forEach(CompletableFuture::join);
            answered += open.stream().filter(each -> !each.isCancelled()).count();
            gone.join();
        }
    }

    private CompletableFuture<Generation> begin(DjlLanguageModel model) {
        SamplingParams sampling = new SamplingParams(0.8, 0.9, 1 + random.nextInt(60), List.of("zzz"));
        return model.generate(new GenerationCall(
                random.nextInt(3) == 0 ? ADAPTED : BASE,
                subject().prefix(random.nextInt(3)),
                subject().texts().apply(random.nextInt(1_000_000)),
                random.nextInt(20) == 0 ? sampling.asReproducible() : sampling,
                random.nextLong(),
                0));
    }

    private ScoringCall scoring() {
        return new ScoringCall(
                BASE,
                subject().prefix(random.nextInt(3)),
                subject().texts().apply(random.nextInt(1_000_000)),
                List.of("Water is wet.", "No."),
                List.of("A", "B"),
                Scheduling.DEFAULT);
    }

    private Subject subject() {
        return Subject.pocket(pocket);
    }

    /** What the engine says that it holds. */
    private static long cacheBytes(SimpleMeterRegistry meters) {
        return (long) meters.find("caravan.engine.cache.bytes").gauges().stream()
                .mapToDouble(gauge -> gauge.value())
                .sum();
    }

    private Path writeAdapter() throws IOException {
        Path folder = Files.createTempDirectory("caravan-memory");
        LoraConfig lora = new LoraConfig(4, 8, 0, LoraConfig.TARGETS);
        try (TrainableDecoder decoder =
                TrainableDecoder.adapt(pocket, lora, 1, TrainingSettings.DEFAULTS.withThreads(threads))) {
            decoder.saveAdapter(folder, pocket.toString());
        }
        return folder;
    }
}
