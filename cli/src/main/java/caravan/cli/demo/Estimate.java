package caravan.cli.demo;

import caravan.trainer.engrave.EngravingPlan;
import caravan.trainer.engrave.EngravingSettings;
import java.util.List;
import java.util.Locale;

/**
 * What a run is likely to take.
 *
 * @param examples how many are wanted, in each round
 * @param rounds how often
 * @param training how they are trained on
 * @param rates what each takes
 * @param isMeasured whether the rates were measured here, or are defaults
 */
public record Estimate(long examples, int rounds, EngravingSettings training, Rates rates, boolean isMeasured) {
    /** Lines for a person, which say that it is an estimate. */
    public List<String> lines() {
        double calls = rounds * examples * rates.callsPerExample();
        double trainingSeconds = rounds * passes() * rates.trainingSecondsPerPass();
        double seconds = rounds * examples * rates.secondsPerExample() + trainingSeconds;
        String basis = isMeasured
                ? "by the rates of the latest run in this data folder"
                : "by rates measured elsewhere (bundled model, two busy x86 cores); a run here measures its own";
        return List.of(
                "An estimate for " + examples + " examples" + (rounds == 1 ? "" : " in each of " + rounds + " rounds")
                        + ", " + basis + ":",
                String.format(Locale.ROOT, "  model calls     about %,.0f", calls),
                String.format(
                        Locale.ROOT,
                        "  tokens          about %,.0f read and %,.0f written",
                        calls * rates.tokensReadPerCall(),
                        calls * rates.tokensWrittenPerCall()),
                String.format(
                        Locale.ROOT,
                        "  time            about %.1f minutes, of which %.1f for training",
                        seconds / 60,
                        trainingSeconds / 60),
                "Nothing was started.");
    }

    /** How often an example is trained on, over all epochs. */
    private double passes() {
        int trained = (int) Math.max(1, Math.round(examples * (1 - training.heldOutShare())));
        return (double) trained * EngravingPlan.of(trained, training).epochs();
    }
}
