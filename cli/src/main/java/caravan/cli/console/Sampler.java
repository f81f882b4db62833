package caravan.cli.console;

import caravan.cli.config.ConsoleSection;
import caravan.cli.view.Progress;
import caravan.cli.view.Speed;
import caravan.cli.view.StepRow;
import caravan.schemas.Run;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the run every {@value History#SECONDS_OF_A_LOOK} seconds, on a thread of its own: adds to the history, and
 * tells what it saw as JSON. A look that fails is logged and the next one tried.
 */
final class Sampler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LATENCY_WINDOW_MILLIS = 300_000;
    private static final Duration SPEED_WINDOW = Duration.ofMinutes(2);

    private final Watched watched;
    private final Supplier<Progress> progress;
    private final Sightings sightings;
    private final History history;
    private final Map<String, Object> constants;
    private final Consumer<String> listener;
    private final Window window = new Window();
    private Speed examples = new Speed(SPEED_WINDOW);
    private final Cost cost;
    private final Energy energy = new Energy();
    private final OwnCost own = new OwnCost();
    private final Thread thread = new Thread(this::run, OwnCost.PREFIX + "-sampler");
    private long begunMillis;
    private long heardMillis;
    private double joules = Double.NaN;
    private volatile String latest = "{}";
    private volatile boolean closing;

    /**
     * A sampler that has not begun.
     *
     * @param constants what each look repeats
     * @param listener gets each look as JSON
     */
    Sampler(
            Watched watched,
            ConsoleSection settings,
            Supplier<Progress> progress,
            Sightings sightings,
            History history,
            Map<String, Object> constants,
            Consumer<String> listener) {
        this.watched = watched;
        this.progress = progress;
        this.sightings = sightings;
        this.history = history;
        this.constants = constants;
        this.listener = listener;
        this.cost = new Cost(settings, energy);
        thread.setDaemon(true);
    }

    void start() {
        look();
        thread.start();
    }

    /** The latest look as JSON. */
    String latest() {
        return latest;
    }

    private void run() {
        while (!closing) {
            try {
                Thread.sleep(History.SECONDS_OF_A_LOOK * 1_000);
            } catch (InterruptedException e) {
                return;
            }
            look();
        }
    }

    private void look() {
        try {
            latest = JSON.writeValueAsString(seen());
            listener.accept(latest);
        } catch (RuntimeException | JsonProcessingException e) {
            LOG.warn("a look at the run failed; the next one follows", e);
        }
    }

    private Map<String, Object> seen() {
        long now = System.currentTimeMillis();
        long nanos = System.nanoTime();
        Reading reading = Reading.of(watched.scrape().get());
        Progress current = progress.get();
        Sightings.Counts counts = sightings.counts();
        Map<String, Map<String, Object>> sources = sightings.sources();
        Map<String, Double> counters = Meters.counters(reading, current);
        sources.forEach((name, row) -> {
            if (row.get("read") instanceof Long read) {
                counters.put("source." + name, read.doubleValue());
            }
        });
        boolean isCatchingUp = isCatchingUp();
        if (isCatchingUp) {
            window.clear();
        } else {
            examples.read(nanos, (double) current.examples());
        }
        window.add(nanos, counters);
        Map<String, Double> gauges = Meters.gauges(reading);
        Series figures = figures(reading, gauges, now);
        if (!isCatchingUp) {
            progress(figures, current);
        }
        Map<String, Object> costs = cost.of(
                counts,
                current.examples(),
                current.run().map(Run::getTargetExamples).orElse(0L));
        figures.set("watts", watts(costs));
        history.add(now, figures);

        Map<String, Object> seen = new LinkedHashMap<>(constants);
        seen.put("at", now);
        seen.put("catchingUp", isCatchingUp);
        seen.put("hasMeters", !reading.isEmpty());
        current.run().ifPresent(run -> seen.put("run", run(run)));
        seen.put("examples", current.examples());
        long target = current.run().map(Run::getTargetExamples).orElse(0L);
        if (target > current.examples()) {
            examples.timeFor((double) (target - current.examples()))
                    .ifPresent(left -> seen.put("etaSeconds", left.toSeconds()));
        }
        seen.put("steps", steps(current));
        current.holder().ifPresent(row -> seen.put("holder", row.step()));
        seen.put("now", now(figures));
        seen.put("gauges", gauges);
        seen.put("totals", counters);
        seen.put("cost", costs);
        seen.put("principles", counts.principles());
        sources.forEach((name, row) -> putIfKnown(row, "perSecond", window.perSecond("source." + name)));
        seen.put("sources", sources);
        seen.put("deadLetters", counts.deadLetters());
        seen.put("aliases", sightings.aliases());
        seen.put("training", sightings.latestTraining());
        seen.put("lineupRevision", sightings.lineupRevision());
        seen.put("ownCost", own.share());
        return seen;
    }

    /** Old records are read first; what they add up to did not happen now. */
    private boolean isCatchingUp() {
        long begun = sightings.begunMillis();
        if (begun != begunMillis) {
            begunMillis = begun;
            heardMillis = 0;
            // Of another run, or read once more.
            examples = new Speed(SPEED_WINDOW);
        }
        long heard = sightings.lastHeardMillis();
        boolean isNew = heard != heardMillis;
        heardMillis = heard;
        return isNew && heard < begun;
    }

    private void progress(Series figures, Progress current) {
        for (StepRow row : current.rows()) {
            figures.set("rate." + row.step(), window.perSecond("out." + row.step()));
            figures.set("waiting." + row.step(), (double) row.waiting());
        }
        figures.set("examples", (double) current.examples());
        figures.set("rejected", window.perSecond("rejected"));
    }

    private Series figures(Reading reading, Map<String, Double> gauges, long now) {
        Series figures = new Series();
        if (!reading.isEmpty()) {
            figures.set("prefill", window.perSecond("prefill"));
            figures.set("decode", window.perSecond("decode"));
            figures.set("cached", window.perSecond("cached"));
            figures.set("batch", window.ratio("batchRows", "batches"));
            figures.set("prefixHits", 100 * window.ratio("prefixHits", "prefixCalls"));
            figures.set("firstToken", 1_000 * window.ratio("firstTokenSeconds", "firstTokens"));
            figures.set("inFlight", gauges.getOrDefault("inFlight", Double.NaN));
            figures.set("cacheBytes", gauges.getOrDefault("cacheBytes", Double.NaN));
        }
        sightings.latencies(now - LATENCY_WINDOW_MILLIS).ifPresent(quantiles -> {
            figures.set("p50", quantiles[0]);
            figures.set("p95", quantiles[1]);
            figures.set("p99", quantiles[2]);
        });
        return figures;
    }

    private double watts(Map<String, Object> costs) {
        double before = joules;
        joules = costs.get("joules") instanceof Double known ? known : Double.NaN;
        return (joules - before) / History.SECONDS_OF_A_LOOK;
    }

    private static void putIfKnown(Map<String, Object> row, String name, double value) {
        if (Double.isFinite(value)) {
            row.put(name, value);
        }
    }

    private static Map<String, Object> run(Run run) {
        return Map.of(
                "id", run.getId(),
                "principles", run.getPrinciples(),
                "status", run.getStatus().name().toLowerCase(Locale.ROOT),
                "target", run.getTargetExamples(),
                "round", run.getRound(),
                "rounds", run.getRounds(),
                "startedAt", run.getStartedAt());
    }

    private static List<Map<String, Object>> steps(Progress current) {
        List<Map<String, Object>> steps = new ArrayList<>();
        for (StepRow row : current.rows()) {
            Map<String, Object> step = new LinkedHashMap<>();
            step.put("step", row.step());
            step.put("in", row.in());
            step.put("out", row.out());
            step.put("rejected", row.rejected());
            step.put("waiting", row.waiting());
            step.put("reasons", current.rejections().getOrDefault(row.step(), new TreeMap<>()));
            steps.add(step);
        }
        return steps;
    }

    private static Map<String, Float> now(Series figures) {
        Map<String, Float> now = new LinkedHashMap<>();
        for (int i = 0; i < Series.NAMES.size(); i++) {
            float value = figures.values()[i];
            if (!Float.isNaN(value)) {
                now.put(Series.NAMES.get(i), value);
            }
        }
        return now;
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
