package caravan.cli.host;

import caravan.producers.Origin;
import caravan.schemas.Run;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;

/** Which run a source's prompts join: the one that is running, looked up every two seconds at most. Thread-safe. */
final class RunningRun implements Function<String, Optional<Origin>> {
    private static final long LOOK_NANOS = 2_000_000_000L;

    private final Runs runs;
    private Optional<Run> running = Optional.empty();
    private long lookedNanos = System.nanoTime() - LOOK_NANOS;

    RunningRun(Cluster cluster) {
        this.runs = new Runs(cluster);
    }

    @Override
    public synchronized Optional<Origin> apply(String source) {
        if (System.nanoTime() - lookedNanos >= LOOK_NANOS) {
            try {
                running = runs.running();
            } catch (KafkaException e) {
                // Nobody can write now either; what was known stays until the broker answers.
            }
            lookedNanos = System.nanoTime();
        }
        return running.map(run -> new Origin(source, run.getId(), run.getRound(), run.getPrinciples()));
    }
}
