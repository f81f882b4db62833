package caravan.bench.engine;

import java.util.Map;

/** How many times one median is of another. */
final class Ratio {
    private Ratio() {}

    /** Of rates: above 1 where the first is faster. */
    static double of(Map<String, Spread> rates, Contestant first, Contestant second) {
        return require(rates, first).median() / require(rates, second).median();
    }

    private static Spread require(Map<String, Spread> rates, Contestant contestant) {
        Spread spread = rates.get(contestant.name());
        if (spread == null) {
            throw new IllegalStateException(contestant.name() + " was not measured");
        }
        return spread;
    }
}
