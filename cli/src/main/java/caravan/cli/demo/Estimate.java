package caravan.cli.demo;

import java.util.List;
import java.util.Locale;

/**
 * What a run is likely to take.
 *
 * @param examples how many are wanted
 * @param rates what each takes
 * @param isMeasured whether the rates were measured here, or are defaults
 */
public record Estimate(long examples, Rates rates, boolean isMeasured) {
    /** Lines for a person, which say that it is an estimate. */
    public List<String> lines() {
        double calls = examples * rates.callsPerExample();
        double seconds = examples * rates.secondsPerExample() + rates.trainingSeconds();
        String basis = isMeasured
                ? "by the rates of the latest run in this data folder"
                : "by default rates of the bundled model on two cores; a run here will measure its own";
        return List.of(
                "An estimate for " + examples + " examples, " + basis + ":",
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
                        rates.trainingSeconds() / 60),
                "Nothing was started.");
    }
}
