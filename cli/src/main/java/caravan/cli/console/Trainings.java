package caravan.cli.console;

import caravan.schemas.Evaluation;
import caravan.schemas.EvaluationDecision;
import caravan.schemas.Model;
import caravan.schemas.Rejection;
import caravan.schemas.TrainingProgress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * How trainings went, as trainers tell it on their topic, in whatever process they are: the latest {@value #KEPT}, each
 * with at most {@value #POINTS_MAX} points of its loss. Not thread-safe.
 */
final class Trainings {
    private static final int KEPT = 16;
    private static final int POINTS_MAX = 500;
    private static final int OUTCOMES_MAX = 100;
    private static final String TRAINER = "trainer";

    private final Map<String, Training> byDataset = new LinkedHashMap<>();
    private final Map<String, String> outcomeByDataset = new LinkedHashMap<>();
    private long revision;

    private static final class Training {
        private final List<List<Number>> points = new ArrayList<>();
        private final List<List<Number>> heldOut = new ArrayList<>();
        private TrainingProgress latest;
        private int told;
        private int every = 1;

        Training(TrainingProgress first) {
            latest = first;
        }

        void add(TrainingProgress progress) {
            latest = progress;
            int step = progress.getStep();
            // A training that was begun again, from its last checkpoint or anew, takes these steps again.
            points.removeIf(point -> point.get(0).intValue() >= step);
            heldOut.removeIf(point -> point.get(0).intValue() >= step);
            if (told++ % every == 0) {
                points.add(List.<Number>of(step, progress.getLoss()));
            }
            if (points.size() > POINTS_MAX) {
                every *= 2;
                List<List<Number>> halved = new ArrayList<>();
                for (int i = 0; i < points.size(); i += 2) {
                    halved.add(points.get(i));
                }
                points.clear();
                points.addAll(halved);
            }
            progress.getHeldOutLoss()
                    .filter(loss -> heldOut.isEmpty() || !loss.equals(last(heldOut)))
                    .filter(loss -> heldOut.size() < POINTS_MAX)
                    .ifPresent(loss -> heldOut.add(List.<Number>of(step, loss)));
        }

        private static Number last(List<List<Number>> points) {
            return points.get(points.size() - 1).get(1);
        }

        List<List<Number>> pointsToTheLast() {
            List<List<Number>> all = new ArrayList<>(points);
            if (all.isEmpty() || all.get(all.size() - 1).get(0).intValue() != latest.getStep()) {
                all.add(List.<Number>of(latest.getStep(), latest.getLoss()));
            }
            return all;
        }
    }

    void see(SpecificRecord record) {
        if (record instanceof TrainingProgress progress) {
            byDataset
                    .computeIfAbsent(progress.getDataset(), unknown -> new Training(progress))
                    .add(progress);
            trim(byDataset, KEPT);
            revision++;
        } else if (record instanceof Model model) {
            model.getDataset().ifPresent(dataset -> end(dataset, "published " + model.getVersion()));
        } else if (record instanceof Evaluation evaluation && evaluation.getDecision() == EvaluationDecision.REFUSED) {
            evaluation
                    .getDataset()
                    .ifPresent(dataset -> end(dataset, "kept and not served: " + evaluation.getReason()));
        } else if (record instanceof Rejection rejection && rejection.getStep().equals(TRAINER)) {
            end(rejection.getId(), "refused: " + rejection.getReason());
        }
    }

    /** What the gate said says more than that there is a model, and may come before or after it. */
    private void end(String dataset, String outcome) {
        if (outcome.startsWith("published") && outcomeByDataset.containsKey(dataset)) {
            return;
        }
        outcomeByDataset.put(dataset, outcome);
        trim(outcomeByDataset, OUTCOMES_MAX);
        revision++;
    }

    private static void trim(Map<String, ?> map, int most) {
        if (map.size() > most) {
            map.remove(map.keySet().iterator().next());
        }
    }

    /**
     * Where the latest stands, without points; only {@code revision}, which grows with each change, if there is none.
     */
    Map<String, Object> latest() {
        Map<String, Object> map = new LinkedHashMap<>();
        newestFirst().stream().findFirst().ifPresent(training -> map.putAll(summary(training)));
        map.put("revision", revision);
        return map;
    }

    /**
     * All of them, newest first, and the points of one as pairs of a step and a loss.
     *
     * @param dataset of the one, or empty for the latest
     */
    Map<String, Object> toMap(String dataset) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("trainings", newestFirst().stream().map(this::summary).toList());
        Optional<Training> chosen =
                dataset.isEmpty() ? newestFirst().stream().findFirst() : Optional.ofNullable(byDataset.get(dataset));
        chosen.ifPresent(training -> {
            map.put("chosen", summary(training));
            map.put("points", training.pointsToTheLast());
            map.put("heldOut", List.copyOf(training.heldOut));
        });
        return map;
    }

    private List<Training> newestFirst() {
        List<Training> all = new ArrayList<>(byDataset.values());
        Collections.reverse(all);
        return all;
    }

    private Map<String, Object> summary(Training training) {
        TrainingProgress latest = training.latest;
        Optional<String> outcome = Optional.ofNullable(outcomeByDataset.get(latest.getDataset()));
        boolean isThrough = latest.getStep() >= latest.getSteps();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("dataset", latest.getDataset());
        map.put("kind", latest.getKind().name().toLowerCase(Locale.ROOT));
        map.put("view", latest.getView());
        map.put("step", latest.getStep());
        map.put("steps", latest.getSteps());
        map.put("loss", latest.getLoss());
        latest.getHeldOutLoss().ifPresent(loss -> map.put("heldOutLoss", loss));
        map.put("tokensPerSecond", latest.getTokensPerSecond());
        map.put("etaMillis", latest.getEtaMillis());
        map.put("at", latest.getAt());
        map.put("state", outcome.orElse(isThrough ? "trained, is being judged" : "training"));
        map.put("isUnderWay", outcome.isEmpty());
        return map;
    }
}
