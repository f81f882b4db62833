package caravan.cli.console;

import caravan.cli.host.Caravan;
import caravan.cli.host.Cluster;
import caravan.principles.Principles;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the console watches.
 *
 * @param cluster where the topics are
 * @param run the run that is pursued
 * @param scrape the meters in Prometheus' text; an empty text where no process is at work
 * @param training the loss of a training in this process
 * @param principles which the prompts of questions are made with; without them nothing can be asked
 */
public record Watched(
        Cluster cluster, String run, Supplier<String> scrape, TrainingCurve training, Optional<Principles> principles) {
    /** A caravan in this process, and one of its runs. */
    public static Watched of(Caravan.AtWork atWork, String run, TrainingCurve training) {
        return new Watched(atWork.cluster(), run, atWork.meters()::scrape, training, Optional.of(atWork.principles()));
    }
}
