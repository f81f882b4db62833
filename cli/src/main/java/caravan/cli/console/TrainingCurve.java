package caravan.cli.console;

import caravan.trainer.EngravingProgress;
import caravan.trainer.TrainerEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** How the loss of the training under way, or of the last one, went: every point of it, or every n-th. Thread-safe. */
public final class TrainingCurve implements Consumer<TrainerEvent> {
    private static final int POINTS_MAX = 1_000;

    private final List<List<Number>> points = new ArrayList<>();
    private String dataset = "";
    private String state = "";
    private int steps;
    private double tokensPerSecond;
    private int every = 1;

    @Override
    public synchronized void accept(TrainerEvent event) {
        if (event instanceof TrainerEvent.Started started) {
            dataset = started.dataset().getId();
            state = "training";
            points.clear();
            every = 1;
        } else if (event instanceof TrainerEvent.Progressed progressed) {
            add(progressed.progress());
        } else if (event instanceof TrainerEvent.Published published) {
            state = "published " + published.model().getVersion();
        } else if (event instanceof TrainerEvent.Judging) {
            state = "held against the model that is served";
        } else if (event instanceof TrainerEvent.Withheld withheld) {
            state = "kept and not served: " + withheld.evaluation().getReason();
        } else if (event instanceof TrainerEvent.Refused refused) {
            state = "refused: " + refused.rejection().getReason();
        } else if (event instanceof TrainerEvent.Failed failed) {
            state = "failed, tries again in " + failed.retryMillis() / 1_000 + " s";
        }
    }

    private void add(EngravingProgress progress) {
        steps = progress.steps();
        tokensPerSecond = progress.tokensPerSecond();
        if (progress.step() % every == 0) {
            points.add(List.<Number>of(progress.step(), progress.loss()));
        }
        if (points.size() > POINTS_MAX) {
            every *= 2;
            points.removeIf(point -> point.get(0).intValue() % every != 0);
        }
    }

    /** Where it stands, without the points. */
    synchronized Map<String, Object> summary() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("dataset", dataset);
        map.put("state", state);
        map.put("steps", steps);
        map.put("step", points.isEmpty() ? 0 : points.get(points.size() - 1).get(0));
        map.put("tokensPerSecond", tokensPerSecond);
        return map;
    }

    /** Everything: points are pairs of a step and its loss. */
    synchronized Map<String, Object> toMap() {
        Map<String, Object> map = summary();
        map.put("points", List.copyOf(points));
        return map;
    }
}
