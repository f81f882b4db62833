package caravan.bench.engine;

import caravan.bench.llama.Llama;
import caravan.bench.model.ModelShape;
import caravan.bench.model.Precision;
import caravan.bench.model.RandomModel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Our engine against llama.cpp; {@code infra/bench/engine} starts it. */
@Command(
        name = "infra/bench/engine",
        mixinStandardHelpOptions = true,
        description = "Times Caravan's engine beside llama.cpp on the same weights, tokens and threads.")
public final class EngineBench implements Callable<Integer> {
    @Option(names = "--peer", required = true, description = "Folder of the npm package @node-llama-cpp/linux-x64.")
    private Path peer = Path.of("");

    @Option(names = "--processor", description = "Build of llama.cpp for one kind of processor, such as zen4.")
    private String processor = "";

    @Option(names = "--models", required = true, description = "Folder for the random models' files.")
    private Path models = Path.of("");

    @Option(names = "--quick", description = "Fewer and shorter works; just under ten minutes on two cores.")
    private boolean quick;

    @Option(names = "--tiny", description = "A toy model, to see that everything runs; its figures mean nothing.")
    private boolean tiny;

    @Option(names = "--json", description = "Prints one JSON object instead of text.")
    private boolean json;

    @Option(
            names = "--precision",
            description = "Weights of both engines: ${COMPLETION-CANDIDATES}; here by default ${DEFAULT-VALUE}.")
    private Precision precision = Precision.ofThisProcessor();

    @Option(names = "--threads", description = "Of each engine; all processors by default.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--clock",
            description = "WALL, or PROCESSOR for a machine that others use: one thread, no B; ${DEFAULT-VALUE}.")
    private Clock clock = Clock.WALL;

    @Option(
            names = "--parts",
            split = ",",
            description = "Some of A, B, C, D, E, F, prefill, fastest, roofline; all by default.")
    private List<String> parts = List.of();

    private EngineBench() {}

    /** Runs it. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new EngineBench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        PrintStream out = System.out;
        var report = new Report(json ? new PrintStream(PrintStream.nullOutputStream(), false) : out);
        Bench bench = prepare(report);
        new Agreement().run(bench);
        for (var part : selected().entrySet()) {
            var neighbours = new Neighbours();
            long start = System.nanoTime();
            part.getValue().run(bench);
            double seconds = (System.nanoTime() - start) / 1e9;
            report.time(part.getKey(), seconds, neighbours.processors(), clock);
        }
        out.println(json ? report.json() : report.lastLine());
        return 0;
    }

    private Bench prepare(Report report) throws IOException {
        if (clock == Clock.PROCESSOR) {
            threads = 1;
        }
        Scale scale = tiny ? Scale.TINY : quick ? Scale.QUICK : Scale.FULL;
        ModelShape shape = tiny ? ModelShape.TINY : ModelShape.SMOL_135M;
        var model = new RandomModel(models.resolve(tiny ? "tiny" : "smol-135m"), shape);
        model.write();
        Llama llama = Llama.load(peer, processor);
        report.note("%s, %d threads, %s time, Java %s"
                .formatted(
                        System.getProperty("os.arch"),
                        threads,
                        clock.name().toLowerCase(Locale.ROOT),
                        Runtime.version()));
        report.note("llama.cpp of @node-llama-cpp/linux-x64 " + Llama.PACKAGE_VERSION + ": " + llama.systemInfo());
        report.note("weights: %s, %s, each repetition in turns; median [least, most]"
                .formatted(shape, precision.name().toLowerCase(Locale.ROOT)));
        return new Bench(llama, model, precision, threads, clock, scale, new Sweep(), report);
    }

    private Map<String, Part> selected() {
        Map<String, Part> all = new LinkedHashMap<>();
        all.put("A", new BehindOnePrefix());
        if (clock == Clock.WALL) {
            all.put("B", new Arrivals()); // arrivals and deadlines are of the wall
        }
        all.put("C", new Decode());
        all.put("prefill", new Prefill());
        all.put("D", new Sharing());
        all.put("E", new Baselines());
        all.put("F", new Mixed());
        all.put("fastest", new Fastest());
        all.put("roofline", new Roofline());
        if (!all.keySet().containsAll(parts)) {
            throw new IllegalArgumentException("--parts must be some of " + all.keySet() + ", were " + parts);
        }
        if (!parts.isEmpty()) {
            all.keySet().retainAll(parts);
        }
        return all;
    }
}
