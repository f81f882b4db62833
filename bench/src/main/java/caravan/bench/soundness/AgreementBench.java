package caravan.bench.soundness;

import caravan.inference.LanguageModel;
import caravan.inference.djl.DjlLanguageModel;
import caravan.inference.djl.Dtype;
import caravan.inference.djl.EngineSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How far answers depend on company and on the weights' form; {@code infra/bench/agreement} starts it. */
@Command(
        name = "infra/bench/agreement",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the same seeded calls alone and all at once, and says how many answers differ; and compares the logits of"
                    + " each dtype with those of float32.",
            "The last line is for machines."
        })
public final class AgreementBench implements Callable<Integer> {
    @Option(names = "--pocket", required = true, description = "Folder of the bundled model.")
    private Path pocket = Path.of("");

    @Option(names = "--models", required = true, description = "Folder for the random model's files.")
    private Path models = Path.of("");

    @Option(names = "--only", description = "pocket or random-135M; both by default.")
    private String only = "";

    @Option(names = "--calls", description = "Calls of pocket; the random model gets a quarter. ${DEFAULT-VALUE}.")
    private int calls = 256;

    @Option(names = "--tokens", description = "Tokens of each answer; ${DEFAULT-VALUE}.")
    private int tokens = 64;

    @Option(names = "--threads", description = "Of the engine; all processors by default.")
    private int threads = Runtime.getRuntime().availableProcessors();

    private final PrintStream out = System.out;

    private AgreementBench() {}

    /** Starts it. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new AgreementBench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        List<String> figures = new ArrayList<>();
        if (!only.equals("random-135M")) {
            examine(Subject.pocket(pocket), calls, 24, figures);
        }
        if (!only.equals("pocket")) {
            examine(Subject.random(models), Math.max(1, calls / 4), 6, figures);
        }
        out.println("agreement: " + String.join(" ", figures));
        return 0;
    }

    private void examine(Subject subject, int count, int texts, List<String> figures) {
        double[][] reference = new double[0][];
        for (Dtype dtype : List.of(Dtype.FLOAT32, Dtype.INT8, Dtype.BFLOAT16)) {
            EngineSettings settings = EngineSettings.DEFAULTS.withDtype(dtype).withThreads(threads);
            try (LanguageModel model = DjlLanguageModel.open(settings, subject.files())) {
                Examined examined = new Examined(model, subject, count, tokens);
                double[][] together = examined.logitsTogether(texts);
                double company = worst(examined.logitsAlone(texts), together);
                if (dtype == Dtype.FLOAT32) {
                    reference = together;
                }
                List<String> alone = examined.alone();
                List<String> mixed = examined.together();
                long differing = IntStream.range(0, count)
                        .filter(i -> !alone.get(i).equals(mixed.get(i)))
                        .count();
                String name = subject.name() + "." + dtype.name().toLowerCase(Locale.ROOT);
                say(name, differing, count, company, together, reference);
                figures.add(String.format(
                        Locale.ROOT,
                        "%1$s.differ=%2$d/%3$d %1$s.company=%4$.2g %1$s.error-max=%5$.2g %1$s.error-mean=%6$.2g",
                        name,
                        differing,
                        count,
                        company,
                        worst(together, reference),
                        mean(together, reference)));
            }
        }
    }

    private void say(String name, long differing, int count, double company, double[][] logits, double[][] reference) {
        out.printf(
                Locale.ROOT,
                "%s: %d of %d answers differ between alone and all at once; logits differ by at most %.2g between a row"
                        + " alone and %d rows; from float32 by at most %.2g, %.2g on average; they spread by %.2g%n",
                name,
                differing,
                count,
                company,
                logits[0].length,
                worst(logits, reference),
                mean(logits, reference),
                spread(reference));
    }

    private static double worst(double[][] a, double[][] b) {
        return differences(a, b).max().orElse(0);
    }

    private static double mean(double[][] a, double[][] b) {
        return differences(a, b).average().orElse(0);
    }

    private static DoubleStream differences(double[][] a, double[][] b) {
        return IntStream.range(0, a.length)
                .boxed()
                .flatMapToDouble(i -> IntStream.range(0, a[i].length).mapToDouble(j -> Math.abs(a[i][j] - b[i][j])));
    }

    private static double spread(double[][] logits) {
        double[] all = Arrays.stream(logits).flatMapToDouble(Arrays::stream).toArray();
        double mean = Arrays.stream(all).average().orElse(0);
        return Math.sqrt(Arrays.stream(all)
                .map(each -> (each - mean) * (each - mean))
                .average()
                .orElse(0));
    }
}
