package caravan.cli.console;

import caravan.cli.config.Backend;
import caravan.cli.config.ModelSection;
import caravan.cli.host.Caravan;
import caravan.cli.host.Cluster;
import caravan.principles.Principles;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the console watches.
 *
 * @param cluster where the topics are
 * @param run the run that is watched at first
 * @param scrape the meters in Prometheus' text; an empty text where no process is at work
 * @param sequencesMax calls that the engine takes into its batch at once; 0 where it is a server's
 * @param principles which the prompts of questions are made with; without them nothing can be asked
 */
public record Watched(
        Cluster cluster, String run, Supplier<String> scrape, int sequencesMax, Optional<Principles> principles) {
    /** A caravan in this process, and the run that it pursues. */
    public static Watched of(Caravan.AtWork atWork, ModelSection model) {
        return new Watched(
                atWork.cluster(),
                atWork.run().getId(),
                atWork.meters()::scrape,
                model.backend() == Backend.DJL ? model.sequencesMax() : 0,
                Optional.of(atWork.principles()));
    }
}
