package caravan.cli.demo;

import caravan.cli.ask.Answer;
import caravan.cli.ask.AskedByTopic;
import caravan.cli.config.CaravanConfig;
import caravan.cli.host.Backing;
import caravan.cli.host.Caravan;
import caravan.cli.view.LiveView;
import caravan.cli.view.Progress;
import caravan.cli.view.RunFollower;
import caravan.inference.Load;
import caravan.schemas.Dataset;
import caravan.schemas.Model;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;

/** One run from its first prompt to a newly served model, before a person's eyes. */
public final class Demo {
    private static final String QUESTION = "How can I save energy at home?";
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration ANSWER_LIMIT = Duration.ofMinutes(2);

    private final CaravanConfig config;
    private final Backing backing;
    private final PrintWriter out;
    private final boolean isDrawn;

    /** A demonstration that prints to {@code out}; {@code isDrawn} draws over itself, which needs a terminal. */
    public Demo(CaravanConfig config, Backing backing, PrintWriter out, boolean isDrawn) {
        this.config = config;
        this.backing = backing;
        this.out = out;
        this.isDrawn = isDrawn;
    }

    /**
     * Runs until the dataset is sealed and the trainer has said what came of it.
     *
     * @return whether a new model is served
     */
    public boolean run() throws IOException, InterruptedException {
        TrainingNews news = new TrainingNews();
        Caravan caravan = Caravan.of(config, news);
        Thread hook = new Thread(caravan::close, "stop-caravan");
        Runtime.getRuntime().addShutdownHook(hook);
        try (caravan) {
            out.println("Starting in " + config.data() + " ...");
            out.flush();
            Caravan.AtWork atWork = caravan.start(backing);
            greet(atWork);
            Progress progress = watch(atWork, news);
            new Summary(out).print(progress);
            if (progress.model().isPresent()) {
                ask(atWork);
            }
            out.flush();
            return progress.model().isPresent();
        } finally {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    private void greet(Caravan.AtWork atWork) {
        out.printf(
                "Kafka %s, registry %s, metrics %s%n",
                atWork.cluster().bootstrapServers(), atWork.cluster().registry(), atWork.metrics());
        out.printf(
                "%s on principles %s with model %s; Ctrl-C stops, the same command goes on%n",
                atWork.run().getId(),
                atWork.principles().version(),
                atWork.base().version());
        out.flush();
    }

    private Progress watch(Caravan.AtWork atWork, TrainingNews news) throws IOException, InterruptedException {
        LiveView view = new LiveView(out, isDrawn, atWork.meters());
        long startNanos = System.nanoTime();
        long examplesAtStart = -1;
        long sealedNanos = 0;
        try (RunFollower follower =
                RunFollower.start(atWork.cluster(), atWork.run().getId())) {
            Progress progress = follower.progress();
            while (!progress.isDone()) {
                Thread.sleep(LOOK.toMillis());
                progress = follower.progress();
                if (examplesAtStart < 0 && progress.run().isPresent()) {
                    examplesAtStart = progress.examples();
                }
                if (sealedNanos == 0 && progress.dataset().isPresent()) {
                    sealedNanos = System.nanoTime();
                }
                view.show(progress, news.latest());
            }
            view.showLast(progress, news.latest());
            measure(atWork, progress, Math.max(0, examplesAtStart), sealedNanos - startNanos);
            return progress;
        }
    }

    private void measure(Caravan.AtWork atWork, Progress progress, long examplesAtStart, long nanos)
            throws IOException {
        Load load = atWork.model().load();
        double calls = calls(atWork);
        double examples = progress.dataset().map(Dataset::getExamples).orElse(0L) - examplesAtStart;
        Optional<Double> training = progress.model().flatMap(Demo::trainingSecondsPerPass);
        if (examples > 0 && calls > 0 && training.isPresent()) {
            new Rates(
                            calls / examples,
                            load.prefillTokens() / calls,
                            load.decodeTokens() / calls,
                            nanos / 1e9 / examples,
                            training.get())
                    .write(config.data());
        }
    }

    private static Optional<Double> trainingSecondsPerPass(Model model) {
        double examples = model.getMetrics().getOrDefault("examples", 0.0);
        double epochs = Double.parseDouble(model.getSettings().getOrDefault("plan.epochs", "0"));
        return Optional.ofNullable(model.getMetrics().get("seconds"))
                .filter(seconds -> examples * epochs > 0)
                .map(seconds -> seconds / (examples * epochs));
    }

    private static double calls(Caravan.AtWork atWork) {
        return atWork.meters().find("caravan.step.out").tag("step", "generate").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    /**
     * The proof of the last step: the request goes by topic to the model that is served now, with nothing restarted.
     */
    private void ask(Caravan.AtWork atWork) throws IOException {
        Answer answer = new AskedByTopic(atWork.cluster(), atWork.principles()).ask(QUESTION, "aligned", ANSWER_LIMIT);
        out.println();
        out.println("Asked " + answer.model() + ": " + QUESTION);
        out.println("  " + answer.text().replaceAll("\\R", System.lineSeparator() + "  "));
    }
}
