package caravan.bench.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;

/** Lets contestants take turns at the same thing. */
final class Duel {
    private Duel() {}

    /**
     * What each achieved, by name.
     *
     * @param measurement of a contestant in a repetition, counted from 0
     */
    static Map<String, Spread> run(
            List<Contestant> contestants, int repetitions, ToDoubleBiFunction<Contestant, Integer> measurement) {
        Map<String, List<Double>> measured = new LinkedHashMap<>();
        for (int repetition = 0; repetition < repetitions; repetition++) {
            for (Contestant contestant : contestants) {
                measured.computeIfAbsent(contestant.name(), unused -> new ArrayList<>())
                        .add(measurement.applyAsDouble(contestant, repetition));
            }
        }
        Map<String, Spread> spreads = new LinkedHashMap<>();
        measured.forEach((name, values) -> spreads.put(name, Spread.of(values)));
        return spreads;
    }
}
