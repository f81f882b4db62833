package caravan.cli.view;

import caravan.schemas.Run;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Says a run's progress in lines of text. Not thread-safe: it remembers readings to tell speeds. */
final class Panel {
    private static final int REASONS_MAX = 4;

    private final MeterRegistry meters;
    private final Speed tokens = new Speed(Duration.ofSeconds(15));
    private final Speed examples = new Speed(Duration.ofMinutes(2));

    Panel(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Takes readings; once for each drawing. */
    void read(Progress progress, long nanos) {
        tokens.read(nanos, modelTokens("decode") + modelTokens("prefill"));
        examples.read(nanos, (double) progress.examples());
    }

    /** The whole panel. */
    List<String> lines(Progress progress, String training, Duration since) {
        List<String> lines = new ArrayList<>();
        lines.add(head(progress, since));
        lines.add(
                String.format(Locale.ROOT, "%-9s %7s %7s %8s %8s  %s", "step", "in", "out", "rejected", "waiting", ""));
        for (StepRow row : progress.rows()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-9s %7d %7d %8d %8d  %s",
                    row.step(),
                    row.in(),
                    row.out(),
                    row.rejected(),
                    row.waiting(),
                    beside(row, progress, training)));
        }
        return lines;
    }

    /** The same on one line, for where lines cannot be drawn over. */
    String line(Progress progress, String training, Duration since) {
        String steps = progress.rows().stream()
                .map(row -> row.step() + " " + row.in() + ">" + row.out()
                        + (row.rejected() > 0 ? " -" + row.rejected() : "")
                        + (row.waiting() > 0 ? " (" + row.waiting() + " waiting)" : ""))
                .collect(Collectors.joining(" | "));
        return head(progress, since) + " | " + steps + (training.isEmpty() ? "" : " | " + training);
    }

    private String head(Progress progress, Duration since) {
        long target = progress.run().map(Run::getTargetExamples).orElse(0L);
        String goal = target == 0 ? "" : " of " + target;
        String eta = target == 0 || progress.examples() >= target
                ? ""
                : ", "
                        + examples.timeFor((double) (target - progress.examples()))
                                .map(left -> "about " + spoken(left) + " left")
                                .orElse("time left unknown yet");
        return progress.run().map(Run::getId).orElse("run") + ": " + progress.examples() + goal + " examples after "
                + spoken(since) + eta + ", " + Math.round(tokens.perSecond()) + " tokens/s, "
                + Math.round(gauge("caravan.generate.in.flight")) + " calls in flight"
                + progress.holder().map(row -> ", held by " + row.step()).orElse("");
    }

    private String beside(StepRow row, Progress progress, String training) {
        if (row.step().equals("trainer")) {
            return training;
        }
        if (row.step().equals("generate")) {
            return "tokens " + Math.round(modelTokens("prefill")) + " read, " + Math.round(modelTokens("cached"))
                    + " from cache, " + Math.round(modelTokens("decode")) + " written";
        }
        SortedMap<String, Long> reasons = progress.rejections().get(row.step());
        if (reasons == null) {
            return "";
        }
        return reasons.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(REASONS_MAX)
                .map(reason -> reason.getValue() + " " + reason.getKey())
                .collect(Collectors.joining(", "));
    }

    private double modelTokens(String kind) {
        return Optional.ofNullable(
                        meters.find("caravan.model.tokens").tag("kind", kind).functionCounter())
                .map(counter -> counter.count())
                .orElse(0.0);
    }

    private double gauge(String name) {
        return Optional.ofNullable(meters.find(name).gauge())
                .map(gauge -> gauge.value())
                .orElse(0.0);
    }

    static String spoken(Duration time) {
        long seconds = time.toSeconds();
        return seconds < TimeUnit.MINUTES.toSeconds(1) ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
    }
}
