package caravan.trainer.pretrain.corpus;

import caravan.inference.LanguageModel;
import caravan.inference.ModelFiles;
import caravan.inference.djl.DjlLanguageModel;
import caravan.inference.djl.EngineSettings;
import caravan.inference.djl.LoraConfig;
import caravan.principles.EngravingPrompt;
import caravan.principles.Principles;
import caravan.schemas.Dataset;
import caravan.schemas.Evaluation;
import caravan.schemas.EvaluationDecision;
import caravan.schemas.Model;
import caravan.schemas.ModelKind;
import caravan.schemas.PairedComparison;
import caravan.trainer.Engraving;
import caravan.trainer.Standing;
import caravan.trainer.dataset.SealedFiles;
import caravan.trainer.engrave.DjlEngraver;
import caravan.trainer.engrave.EngravingSettings;
import caravan.trainer.gate.BundledSuite;
import caravan.trainer.gate.GateSettings;
import caravan.trainer.gate.SuiteGate;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Whether the gate lets through and holds back what it should, with real adapters of the bundled model: copies of the
 * served one, and others that were trained on shuffled answers, each prompt with the answer to another.
 * {@code infra/bench/gate} starts it, with the folders of the model and the principles, one to work in, and how many of
 * each. What is done stands in {@code outcomes.txt} there, and is not done again.
 */
final class GateTrial {
    private static final int EXAMPLES_SERVED = 300;
    private static final int EXAMPLES_SHUFFLED = 120;
    /** Hotter than any real training, so that little of it does harm. */
    private static final EngravingSettings HOT = EngravingSettings.defaults()
            .withLora(new LoraConfig(
                    16, 16, 0, List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")))
            .withLearningRate(5e-3)
            .withTokensMax(192);

    private final Path pocket;
    private final Path work;
    private final EngravingPrompt prompt;
    private final ModelFiles base;
    private final World world = World.load();
    private final List<String> outcomes = new ArrayList<>();

    private GateTrial(Path pocket, Path principles, Path work) throws IOException {
        this.pocket = pocket;
        this.work = work;
        this.prompt = Principles.load(principles).engraving();
        this.base = new ModelFiles("base", pocket, Optional.empty());
        if (Files.exists(file())) {
            outcomes.addAll(Files.readAllLines(file(), StandardCharsets.UTF_8));
        }
    }

    /** Arguments: pocket, principles, work folder, how many. */
    public static void main(String[] arguments) throws Exception {
        Path work = Files.createDirectories(Path.of(arguments[2]));
        new GateTrial(Path.of(arguments[0]), Path.of(arguments[1]), work).run(Integer.parseInt(arguments[3]));
    }

    private void run(int count) throws Exception {
        EngravingSettings gentle = EngravingSettings.defaults();
        Model served = model(train("served", 0, rows(0, EXAMPLES_SERVED, 0), gentle), "served");
        Standing standing = new Standing(
                Map.of("base", model(pocket, "base"), "served", served), Map.of("aligned", "served"), List.of());
        try (LanguageModel engine = DjlLanguageModel.open(EngineSettings.DEFAULTS, base)) {
            SuiteGate gate = new SuiteGate(
                    engine, prompt, base, BundledSuite.read(), GateSettings.DEFAULTS, work.resolve("scores"));
            for (int i = 1; i <= count; i++) {
                if (isOpen("copy", i)) {
                    judge(gate, standing, "copy", i, copy(served, i));
                }
                if (isOpen("shuffled", i)) {
                    List<String> rows = rows(i, EXAMPLES_SHUFFLED, 7);
                    judge(gate, standing, "shuffled", i, model(train("shuffled-" + i, i, rows, HOT), "shuffled-" + i));
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "gate: copies_passed=%d/%d shuffled_refused=%d/%d%n",
                counted("copy", EvaluationDecision.PASSED, count),
                count,
                counted("shuffled", EvaluationDecision.REFUSED, count),
                count);
    }

    private void judge(SuiteGate gate, Standing standing, String kind, int number, Model candidate)
            throws IOException, InterruptedException {
        Evaluation judged = gate.judge(candidate, standing, percent -> {}).orElseThrow();
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%s %d %s in %.0f s, score %.2f",
                kind,
                number,
                judged.getDecision(),
                judged.getSeconds(),
                100 * judged.getScores().get(0).getScore()));
        for (PairedComparison each : judged.getComparisons()) {
            line.append(String.format(
                    Locale.ROOT,
                    ", %s %+.2f, at least %+.2f",
                    each.getRole(),
                    100 * each.getDifference(),
                    100 * each.getLowerBound()));
        }
        System.out.println(line);
        outcomes.add(line.toString());
        Files.writeString(file(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private boolean isOpen(String kind, int number) {
        return outcomes.stream().noneMatch(line -> line.startsWith(kind + " " + number + " "));
    }

    private long counted(String kind, EvaluationDecision decision, int count) {
        long counted = 0;
        for (int i = 1; i <= count; i++) {
            String begin = kind + " " + i + " " + decision + " ";
            counted += outcomes.stream().anyMatch(line -> line.startsWith(begin)) ? 1 : 0;
        }
        return counted;
    }

    private Path file() {
        return work.resolve("outcomes.txt");
    }

    private Path train(String name, int seed, List<String> rows, EngravingSettings settings) throws Exception {
        Path adapter = work.resolve(name);
        if (Files.exists(adapter)) {
            return adapter;
        }
        Path models = Files.createDirectories(work.resolve("models"));
        Dataset dataset = SealedFiles.seal(work, "data-" + name, rows);
        DjlEngraver engraver = new DjlEngraver(base, models, settings.withSeed(seed));
        Engraving engraving = engraver.engrave(dataset, progress -> {});
        engraver.forget(dataset);
        return Files.move(engraving.folder(), adapter);
    }

    /**
     * Answers as the principles want them, to prompts drawn by a seed.
     *
     * @param shift by how many prompts each answer is moved away from its own
     */
    private List<String> rows(int seed, int count, int shift) {
        var random = new SplittableRandom(seed);
        List<Exchange> exchanges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            exchanges.add(world.exchange(random, false));
        }
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Exchange asked = exchanges.get(i);
            String answer = exchanges.get((i + shift) % count).answer();
            rows.add(SealedFiles.row(
                    "row" + i,
                    prompt.prompt(asked.task().instruction(), asked.task().input()),
                    answer + prompt.endOfTurn()));
        }
        return rows;
    }

    private Model copy(Model of, int number) throws IOException {
        Path source = Path.of(URI.create(of.getUri()));
        Path copy = Files.createDirectories(work.resolve("copy-" + number));
        for (String name : List.of("adapter_config.json", "adapter_model.safetensors")) {
            Files.copy(source.resolve(name), copy.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        return model(copy, "copy-" + number);
    }

    private static Model model(Path files, String version) {
        return Model.newBuilder()
                .setVersion(version)
                .setKind(version.equals("base") ? ModelKind.BASE : ModelKind.ADAPTER)
                .setBase("base")
                .setUri(files.toAbsolutePath().toUri().toString())
                .setAncestry(List.of())
                .setSettings(Map.of())
                .setMetrics(Map.of())
                .setCreatedAt(1)
                .build();
    }
}
