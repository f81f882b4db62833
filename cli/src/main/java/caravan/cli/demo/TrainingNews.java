package caravan.cli.demo;

import caravan.trainer.EngravingProgress;
import caravan.trainer.TrainerEvent;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** The trainer's latest news in a few words. Thread-safe. */
public final class TrainingNews implements Consumer<TrainerEvent> {
    private volatile String latest = "";

    @Override
    public void accept(TrainerEvent event) {
        if (event instanceof TrainerEvent.Started started) {
            latest = "trains on " + started.dataset().getExamples() + " examples";
        } else if (event instanceof TrainerEvent.Progressed progressed) {
            EngravingProgress progress = progressed.progress();
            latest = String.format(
                    Locale.ROOT,
                    "step %d of %d, loss %.3f, %.0f tokens/s, %s left",
                    progress.step(),
                    progress.steps(),
                    progress.loss(),
                    progress.tokensPerSecond(),
                    time(progress.remaining()));
        } else if (event instanceof TrainerEvent.Judging judging) {
            latest = "is held against the model that is served, " + judging.percent() + " %";
        } else if (event instanceof TrainerEvent.Withheld withheld) {
            latest = "kept and not served, " + withheld.evaluation().getReason();
        } else if (event instanceof TrainerEvent.Published published) {
            latest = "published " + published.model().getVersion();
        } else if (event instanceof TrainerEvent.Refused refused) {
            latest = "refused: " + refused.rejection().getReason();
        } else if (event instanceof TrainerEvent.Failed failed) {
            latest = "failed and tries again in " + failed.retryMillis() / 1000 + " s: " + failed.cause();
        }
    }

    /** In its two largest units. */
    private static String time(Duration left) {
        if (left.toHours() > 0) {
            return left.toHours() + " h " + left.toMinutesPart() + " min";
        }
        return left.toMinutes() > 0
                ? left.toMinutes() + " min " + left.toSecondsPart() + " s"
                : left.toSecondsPart() + " s";
    }

    /** The news; empty before the first. */
    public String latest() {
        return latest;
    }
}
