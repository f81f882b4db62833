package caravan.cli.console;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The figures that are kept as history, by name. Rates are per second, times in milliseconds. */
final class Series {
    /** The steps, in the order of the path. */
    static final List<String> STEPS =
            List.of("instruct", "novelty", "generate", "align", "engrave", "verbose", "collect", "trainer");

    static final List<String> NAMES = Stream.of(
                    STEPS.stream().map(step -> "rate." + step),
                    STEPS.stream().map(step -> "waiting." + step),
                    Stream.of(
                            "examples",
                            "rejected",
                            "prefill",
                            "decode",
                            "cached",
                            "batch",
                            "prefixHits",
                            "firstToken",
                            "p50",
                            "p95",
                            "p99",
                            "inFlight",
                            "cacheBytes",
                            "watts"))
            .flatMap(names -> names)
            .toList();

    private final float[] values = new float[NAMES.size()];

    /** Figures of one moment, none of them known yet. */
    Series() {
        Arrays.fill(values, Float.NaN);
    }

    /** Sets a figure; one that is not finite stays unknown. */
    void set(String name, double value) {
        int index = NAMES.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("series must be one of " + NAMES + ", was " + name);
        }
        values[index] = Double.isFinite(value) ? (float) value : Float.NaN;
    }

    float[] values() {
        return values;
    }
}
