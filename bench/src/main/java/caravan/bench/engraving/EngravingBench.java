package caravan.bench.engraving;

import caravan.inference.LanguageModel;
import caravan.inference.ModelFiles;
import caravan.inference.djl.DjlLanguageModel;
import caravan.inference.djl.EngineSettings;
import caravan.principles.Principles;
import caravan.trainer.evaluation.RubricItem;
import caravan.trainer.pretrain.corpus.Behaviours;
import caravan.trainer.pretrain.corpus.World;
import caravan.trainer.study.BehaviourItems;
import caravan.trainer.study.StudyConstitution;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.zip.CRC32;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether engraving works; {@code infra/bench/engraving} starts it. */
@Command(
        name = "infra/bench/engraving",
        mixinStandardHelpOptions = true,
        description = {
            "Asks questions whose answers a program judges: of a base without principles, of the base with a short"
                    + " constitution, and without it of the base engraved with its own principled answers to other"
                    + " questions. Two controls: answers made without principles, and another constitution.",
            "Goes on where it was stopped, if model and options are the same. It shows the machinery, and nothing about"
                    + " large models.",
            "The last line is for machines; its figures are the share of all answers that pass."
        })
public final class EngravingBench implements Callable<Integer> {
    @Option(names = "--model", required = true, description = "Folder of the base.")
    private Path folder = Path.of("");

    @Option(names = "--principles", required = true, description = "Folder whose templates and rules are used.")
    private Path principles = Path.of("");

    @Option(names = "--work", required = true, description = "Folder for what is done.")
    private Path work = Path.of("");

    @Option(names = "--seeds", description = "How often all is done; ${DEFAULT-VALUE}.")
    private int seeds = 3;

    @Option(names = "--items", description = "Most questions of each behaviour; ${DEFAULT-VALUE}.")
    private int perBehaviour = 200;

    @Option(names = "--instructions", description = "Other questions to engrave answers of; ${DEFAULT-VALUE}.")
    private int instructions = 600;

    @Option(names = "--rate", description = "Learning rate of the engraving; ${DEFAULT-VALUE}.")
    private double rate = 2e-3;

    @Option(names = "--steps", description = "Fewest steps of the engraving; ${DEFAULT-VALUE}.")
    private int steps = 240;

    @Option(names = "--tokens", description = "Most tokens of an answer; ${DEFAULT-VALUE}.")
    private int tokensMax = 112;

    @Option(names = "--threads", description = "Of the native library; all cores by default.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--show", description = "Show so many answers of each arm and behaviour; ${DEFAULT-VALUE}.")
    private int shown;

    private final PrintStream out = System.out;

    private EngravingBench() {}

    /** Starts it. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new EngravingBench()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Path place = work.resolve(key());
        Principles all = Principles.load(principles);
        Behaviours source = Behaviours.of(World.load(), all.constitution());
        List<Principles> constitutions = List.of(
                StudyConstitution.behaviours(source).write(principles, place.resolve("behaviours"), tokensMax),
                StudyConstitution.manners(source).write(principles, place.resolve("manners"), tokensMax));
        List<RubricItem> items = BehaviourItems.read(perBehaviour);
        ModelFiles base = new ModelFiles("base", folder, Optional.empty());
        EngineSettings defaults = EngineSettings.DEFAULTS;
        EngineSettings settings = new EngineSettings(
                defaults.dtype(), defaults.device(), threads, 64, defaults.prefixesMax(), defaults.cacheBytesMax());
        List<Map<Arm, List<String>>> answers = new ArrayList<>();
        try (LanguageModel model = DjlLanguageModel.open(settings, base)) {
            Engravings engravings = new Engravings(base, rate, steps, threads);
            Study study =
                    new Study(model, base, source, constitutions, engravings, items, instructions, this::progress);
            for (int seed = 1; seed <= seeds; seed++) {
                answers.add(study.answers(place.resolve("seed-" + seed), seed));
            }
        }
        show(items, answers.get(0));
        Table table = new Table(items, answers);
        table.lines().forEach(out::println);
        out.printf(
                Locale.ROOT,
                "engraving: base=%.3f principled=%.3f engraved=%.3f seeds=%d%n",
                table.all(Arm.BASE).mean(),
                table.all(Arm.PRINCIPLED).mean(),
                table.all(Arm.ENGRAVED).mean(),
                seeds);
        return 0;
    }

    /** Names what everything depends on: what was done for another model or other options is not gone on with. */
    private String key() throws Exception {
        CRC32 sum = new CRC32();
        sum.update(Files.readAllBytes(folder.resolve("model.safetensors")));
        sum.update(Principles.load(principles).version().getBytes(StandardCharsets.UTF_8));
        String options = perBehaviour + " " + instructions + " " + rate + " " + steps + " " + tokensMax;
        sum.update(options.getBytes(StandardCharsets.UTF_8));
        for (RubricItem item : BehaviourItems.read()) {
            sum.update(item.instruction().getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }

    private void progress(String line) {
        out.println(line);
        out.flush();
    }

    private void show(List<RubricItem> items, Map<Arm, List<String>> answers) {
        answers.forEach((arm, texts) -> {
            for (int i = 0; i < items.size(); i++) {
                RubricItem item = items.get(i);
                if (i % perBehaviour < shown) {
                    String verdict = item.passes(texts.get(i)) ? "+" : "-";
                    progress(verdict + " " + arm + ": " + item.instruction() + " => "
                            + texts.get(i).replace("\n", " / "));
                }
            }
        });
    }
}
