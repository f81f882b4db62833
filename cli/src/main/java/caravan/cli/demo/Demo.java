package caravan.cli.demo;

import caravan.cli.ask.Answer;
import caravan.cli.ask.AskedByTopic;
import caravan.cli.clone.BeforeAfter;
import caravan.cli.clone.BeforeAfterLines;
import caravan.cli.clone.Cloning;
import caravan.cli.config.CaravanConfig;
import caravan.cli.console.Watched;
import caravan.cli.console.Watching;
import caravan.cli.host.Backing;
import caravan.cli.host.Caravan;
import caravan.cli.rounds.HeldOut;
import caravan.cli.rounds.Measured;
import caravan.cli.rounds.Round;
import caravan.cli.rounds.RoundTable;
import caravan.cli.rounds.Rounds;
import caravan.cli.rounds.Verdict;
import caravan.cli.view.LiveView;
import caravan.cli.view.Progress;
import caravan.inference.Load;
import caravan.schemas.Dataset;
import caravan.schemas.Model;
import caravan.schemas.Run;
import caravan.trainer.GateMetrics;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A run from its first prompt to a newly served model, or a loop of several, before a person's eyes. */
public final class Demo {
    private static final String QUESTION = "How can I save energy at home?";
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final int SERVED_LOOKS = 100;
    private static final Duration ANSWER_LIMIT = Duration.ofMinutes(2);

    private final CaravanConfig config;
    private final Backing backing;
    private final int rounds;
    private final PrintWriter out;
    private final boolean isDrawn;

    /**
     * A demonstration that prints to {@code out}.
     *
     * @param rounds how often the loop is to be closed, at least 1
     * @param isDrawn draws over itself, which needs a terminal
     */
    public Demo(CaravanConfig config, Backing backing, int rounds, PrintWriter out, boolean isDrawn) {
        this.config = config;
        this.backing = backing;
        this.rounds = rounds;
        this.out = out;
        this.isDrawn = isDrawn;
    }

    /**
     * Runs until the dataset is sealed and the trainer has said what came of it, and then the other rounds.
     *
     * @return whether a new model is served
     */
    public boolean run() throws IOException, InterruptedException {
        TrainingNews news = new TrainingNews();
        Caravan caravan = Caravan.ofRounds(config, rounds, news);
        Thread hook = new Thread(caravan::close, "stop-caravan");
        Runtime.getRuntime().addShutdownHook(hook);
        try (caravan) {
            out.println("Starting in " + config.data() + " ...");
            out.flush();
            Caravan.AtWork atWork = caravan.start(backing);
            greet(atWork);
            try (Watching watching =
                    Watching.start(config.console(), System.getenv(), Watched.of(atWork, config.model()))) {
                watching.console().ifPresent(url -> out.println("Console " + url));
                return run(caravan, new AtSight(atWork, watching, news));
            }
        } finally {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    /** What is at work, and how it is looked at, over all rounds. */
    private record AtSight(Caravan.AtWork atWork, Watching watching, TrainingNews news) {}

    private boolean run(Caravan caravan, AtSight sight) throws IOException, InterruptedException {
        // Left over from a process that was stopped in it.
        if (config.steps().verbose().enabled()) {
            Optional<Run> left = new Cloning(sight.atWork().cluster()).due();
            if (left.isPresent()) {
                cloneOf(sight, left.get());
            }
        }
        boolean isServed = rounds == 1 ? watchOne(sight) : watchRounds(caravan, sight);
        if (isServed) {
            ask(sight.atWork());
        }
        out.flush();
        return isServed;
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

    private boolean watchOne(AtSight sight) throws IOException, InterruptedException {
        Progress progress = watch(sight, sight.atWork().run());
        new Summary(out).print(progress);
        boolean isServed =
                progress.model().filter(model -> !GateMetrics.isRefused(model)).isPresent();
        cloneIfDue(sight, progress);
        return isServed;
    }

    /** Stage 4, where it is switched on, for a run whose model the gate let through. */
    private void cloneIfDue(AtSight sight, Progress done) throws IOException, InterruptedException {
        boolean isServed =
                done.model().filter(model -> !GateMetrics.isRefused(model)).isPresent();
        Cloning cloning = new Cloning(sight.atWork().cluster());
        if (!config.steps().verbose().enabled()
                || !isServed
                || cloning.isCloned(done.run().orElseThrow())) {
            return;
        }
        Optional<Run> due = cloning.due();
        // What a transaction wrote to several topics is not seen in all of them at once.
        for (int look = 0; due.isEmpty() && look < SERVED_LOOKS; look++) {
            Thread.sleep(LOOK.toMillis());
            due = cloning.due();
        }
        if (due.isEmpty()) {
            out.println("Verbose cloning has nothing to do: another model is served.");
            return;
        }
        cloneOf(sight, due.get());
    }

    private void cloneOf(AtSight sight, Run run) throws IOException, InterruptedException {
        Caravan.AtWork atWork = sight.atWork();
        var cloning = new Cloning(atWork.cluster());
        out.printf("%nVerbose cloning: %s%n", run.getId());
        LiveView view = new LiveView(out, isDrawn, atWork.meters());
        sight.watching().follow(run.getId());
        Progress progress = sight.watching().progress();
        while (!Cloning.isOver(progress)) {
            Thread.sleep(LOOK.toMillis());
            progress = sight.watching().progress();
            cloning.settle(progress);
            view.show(progress, sight.news().latest());
        }
        view.showLast(progress, sight.news().latest());
        new Summary(out).printOutcome(progress);
        new BeforeAfter(atWork, config.steps().verbose(), config.trainer().heldOutShare())
                .measure(run)
                .ifPresent(figures -> BeforeAfterLines.of(figures).forEach(out::println));
        out.flush();
    }

    /** Each round begins when it is known what came of the one before. */
    private boolean watchRounds(Caravan caravan, AtSight sight) throws IOException, InterruptedException {
        Caravan.AtWork atWork = sight.atWork();
        Run run = atWork.run();
        Optional<HeldOut> heldOut = Optional.empty();
        while (true) {
            out.printf("%nRound %d of %d: %s%n", run.getRound() + 1, run.getRounds(), run.getId());
            Progress progress = watch(sight, run);
            cloneIfDue(sight, progress);
            List<Round> made = Rounds.of(atWork.cluster(), run);
            if (heldOut.isEmpty()) {
                heldOut = Optional.of(HeldOut.of(
                        made.get(0).dataset().orElseThrow(), config.trainer().heldOutShare()));
            }
            Measured measured = Measured.of(
                    made, heldOut.get(), atWork.model(), atWork.base().folder());
            Verdict verdict = measured.verdict();
            boolean isLast = verdict.stop().isPresent() || run.getRound() + 1 >= run.getRounds();
            if (isLast) {
                new Summary(out).print(progress);
            }
            out.println();
            RoundTable.lines(measured).forEach(out::println);
            verdict.stop().ifPresent(why -> out.println("The rounds end here: " + why + "."));
            out.flush();
            if (verdict.stop().isPresent()) {
                caravan.end(run, verdict.serve());
            }
            if (isLast) {
                return made.stream().anyMatch(Round::isServed);
            }
            run = caravan.goOn(run);
        }
    }

    private Progress watch(AtSight sight, Run run) throws IOException, InterruptedException {
        Caravan.AtWork atWork = sight.atWork();
        LiveView view = new LiveView(out, isDrawn, atWork.meters());
        long startNanos = System.nanoTime();
        long examplesAtStart = -1;
        long sealedNanos = 0;
        sight.watching().follow(run.getId());
        Progress progress = sight.watching().progress();
        while (!progress.isDone()) {
            Thread.sleep(LOOK.toMillis());
            progress = sight.watching().progress();
            if (examplesAtStart < 0 && progress.run().isPresent()) {
                examplesAtStart = progress.examples();
            }
            if (sealedNanos == 0 && progress.dataset().isPresent()) {
                sealedNanos = System.nanoTime();
            }
            view.show(progress, sight.news().latest());
        }
        view.showLast(progress, sight.news().latest());
        // What was counted since the start belongs to the first run alone.
        if (run.getId().equals(atWork.run().getId())) {
            measure(atWork, progress, Math.max(0, examplesAtStart), sealedNanos - startNanos);
        }
        return progress;
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
