package caravan.cli.rounds;

import caravan.schemas.Dataset;
import caravan.schemas.Model;
import caravan.schemas.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A loop's rounds as a small table for people. */
public final class RoundTable {
    private static final String ROW = "%5s  %8s  %-16s  %9s  %11s  %-10s  %s";

    private RoundTable() {}

    /** A line of headings, and one for each round. */
    public static List<String> lines(Measured measured) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                ROW, "round", "examples", "model", "loss, own", "loss, fixed", "gate", "answers written by"));
        for (int i = 0; i < measured.rounds().size(); i++) {
            lines.add(line(measured.rounds().get(i), measured.meanLoss(i)));
        }
        return lines;
    }

    private static String line(Round round, Optional<Double> fixed) {
        String writers = round.writers().stream().map(RoundTable::shortened).collect(Collectors.joining(", "));
        return String.format(
                ROW,
                round.number(),
                round.dataset().map(Dataset::getExamples).map(String::valueOf).orElse("-"),
                round.model().map(Model::getVersion).map(RoundTable::shortened).orElse("-"),
                figure(round.model().map(model -> model.getMetrics().get("heldOutLossAfter"))),
                figure(fixed),
                gate(round),
                writers.isEmpty() ? "-" : writers);
    }

    private static String gate(Round round) {
        if (round.model().isPresent()) {
            return round.isServed() ? "passed" : "refused";
        }
        return round.refused().map(Rejection::getReason).orElse("-");
    }

    private static String figure(Optional<Double> value) {
        return value.map(number -> String.format(Locale.ROOT, "%.4f", number)).orElse("-");
    }

    /** An adapter's own part of its name; a base is named whole. */
    private static String shortened(String version) {
        return version.substring(version.indexOf('+') + 1);
    }
}
