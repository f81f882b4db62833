package caravan.inference.djl;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.ModelFiles;
import caravan.inference.SamplingParams;
import caravan.inference.Scheduling;
import caravan.inference.ScoringCall;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Native memory stays flat, and a stop at any moment is clean. {@code -Dcaravan.memory.seconds=3600} makes the mixed
 * load as long as that; it is 10 seconds else.
 */
@EnabledOnOs(OS.LINUX)
class MemoryTest {
    /** Far below what one leaked cache, or the probabilities of one step, would come to over all calls. */
    private static final long GROWTH_BYTES_MAX = 200L << 20;

    private static final Duration MIXED = Duration.ofSeconds(Long.getLong("caravan.memory.seconds", 10));
    private static final EngineSettings SETTINGS =
            EngineSettings.DEFAULTS.withDtype(Dtype.FLOAT32).withThreads(1);

    private final Random random = new Random(1);

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        TinyModels.write(folder, TinyModels.TEXT, 1, Dtype.FLOAT32);
        TinyModels.writeAdapter(
                folder.resolve("adapter"), TinyModels.TEXT, new LoraConfig(2, 4, 0, LoraConfig.TARGETS), 3);
    }

    @Test
    void tenThousandCancelledCallsLeaveNothingBehind() throws IOException {
        var meters = new SimpleMeterRegistry();
        try (var model = DjlLanguageModel.open(SETTINGS, base(), meters)) {
            cancel(model, 1_000);
            long before = nativeBytes();

            cancel(model, 10_000);

            model.generate(call(2)).join();
            assertThat(nativeBytes() - before).isLessThan(GROWTH_BYTES_MAX);
            assertThat(model.load().running()).isLessThanOrEqualTo(1);
            assertThat(model.load().waiting()).isZero();
        }
    }

    @Test
    void mixedLoadKeepsMemoryFlat() throws IOException {
        try (var model = DjlLanguageModel.open(SETTINGS, base())) {
            mixed(model, Instant.now().plus(MIXED.dividedBy(2)));
            long before = nativeBytes();

            mixed(model, Instant.now().plus(MIXED));

            assertThat(nativeBytes() - before).isLessThan(GROWTH_BYTES_MAX);
        }
    }

    @Test
    void aTrainingThatEndsGivesItsCopyOfTheBaseBack() throws IOException {
        adapt(5);
        long before = nativeBytes();

        adapt(40);

        // 12 MiB each.
        assertThat(nativeBytes() - before).isLessThan(GROWTH_BYTES_MAX);
    }

    @Test
    void stopsCleanlyWhateverItIsAt() {
        for (int round = 0; round < 8; round++) {
            var model = DjlLanguageModel.open(SETTINGS, base());
            var open = new ArrayList<CompletableFuture<?>>();
            for (int i = 0; i < round * 3; i++) {
                open.add(model.generate(call(100)));
                open.add(model.score(score()));
            }

            model.close();

            assertThat(open).allMatch(CompletableFuture::isDone);
        }
    }

    @Test
    void aProcessThatIsTerminatedWithinAStepEndsWithoutANativeCrash() throws Exception {
        for (int round = 0; round < 3; round++) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            "-XX:ErrorFile=" + folder.resolve("hs_err"),
                            Endless.class.getName(),
                            folder.toString())
                    .redirectError(folder.resolve("stderr").toFile())
                    .start();
            try (var out = process.inputReader()) {
                assertThat(out.lines().takeWhile(line -> !line.equals("generating")))
                        .noneMatch(line -> line.contains("Exception"));

                process.destroy();

                assertThat(process.waitFor()).isEqualTo(128 + 15);
                assertThat(folder.resolve("hs_err")).doesNotExist();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    /** Generates until it is stopped. */
    static final class Endless {
        private Endless() {}

        /** The argument is a model folder. */
        public static void main(String[] arguments) throws InterruptedException {
            var model =
                    DjlLanguageModel.open(SETTINGS, new ModelFiles("base", Path.of(arguments[0]), Optional.empty()));
            for (int i = 0; i < 2_000; i++) {
                CompletableFuture<Generation> unused = model.generate(new GenerationCall(
                        "base", Optional.empty(), "x".repeat(i % 200), SamplingParams.greedy(250, List.of()), i, 0));
            }
            System.out.println("generating");
            Thread.sleep(Duration.ofMinutes(10).toMillis());
        }
    }

    private void cancel(DjlLanguageModel model, int calls) {
        var open = new ArrayList<CompletableFuture<Generation>>();
        for (int i = 0; i < calls; i++) {
            open.add(model.generate(call(12)));
            if (open.size() == 100) {
                // Some wait, some run, some are prefilled.
                open.get(random.nextInt(10)).join();
                open.forEach(each -> each.cancel(true));
                open.clear();
            }
        }
        open.forEach(each -> each.cancel(true));
    }

    private void mixed(DjlLanguageModel model, Instant until) {
        while (Instant.now().isBefore(until)) {
            if (!model.versions().contains("adapted")) {
                model.load(new ModelFiles("adapted", folder, Optional.of(folder.resolve("adapter"))))
                        .join();
            }
            var open = new ArrayList<CompletableFuture<?>>();
            for (int i = 0; i < 40; i++) {
                open.add(random.nextInt(5) == 0 ? model.score(score()) : model.generate(mixedCall()));
            }
            open.get(random.nextInt(40)).cancel(true);
            CompletableFuture<Void> gone =
                    random.nextInt(10) == 0 ? model.unload("adapted") : CompletableFuture.completedFuture(null);
            open.stream().filter(each -> !each.isCancelled()).forEach(CompletableFuture::join);
            gone.join();
        }
    }

    private GenerationCall mixedCall() {
        GenerationCall call = call(1 + random.nextInt(40));
        String version = random.nextInt(3) == 0 ? "adapted" : "base";
        return new GenerationCall(version, call.prefix(), call.text(), call.sampling(), call.seed(), 0);
    }

    private GenerationCall call(int maxTokens) {
        SamplingParams sampling = new SamplingParams(0.8, 0.9, maxTokens, List.of("zzz"));
        return new GenerationCall(
                "base",
                prefix(),
                "x".repeat(1 + random.nextInt(60)),
                random.nextInt(10) == 0 ? sampling.asReproducible() : sampling,
                random.nextLong(),
                0);
    }

    private ScoringCall score() {
        return new ScoringCall("base", prefix(), "x", List.of("yes", "no"), List.of("A"), Scheduling.DEFAULT);
    }

    private Optional<SharedPrefix> prefix() {
        int which = random.nextInt(12);
        return which == 0
                ? Optional.empty()
                : Optional.of(new SharedPrefix(
                        "p" + which, "rule %d. ".formatted(which).repeat(10)));
    }

    private ModelFiles base() {
        return new ModelFiles("base", folder, Optional.empty());
    }

    private static void adapt(int times) throws IOException {
        LoraConfig lora = new LoraConfig(2, 4, 0, LoraConfig.TARGETS);
        for (int i = 0; i < times; i++) {
            TrainableDecoder.adapt(Path.of("pocket"), lora, i, TrainingSettings.DEFAULTS.withThreads(1))
                    .close();
        }
    }

    /**
     * What is resident beyond the Java heap, which is resident as a whole (-XX:+AlwaysPreTouch) and may grow as it
     * likes.
     */
    private static long nativeBytes() throws IOException {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
        long resident = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                .findFirst()
                .orElseThrow();
        return resident - heap;
    }
}
