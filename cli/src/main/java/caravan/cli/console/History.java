package caravan.cli.console;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Half an hour at two seconds and a day at a minute, in two rings of fixed size. Thread-safe. */
final class History {
    static final long SECONDS_OF_A_LOOK = 2;
    private static final int LOOKS = 900;
    private static final int MINUTES = 24 * 60;

    private final Ring near = new Ring(SECONDS_OF_A_LOOK * 1_000, LOOKS, Series.NAMES.size());
    private final Ring far = new Ring(60_000, MINUTES, Series.NAMES.size());

    synchronized void add(long atMillis, Series figures) {
        near.add(atMillis, figures.values());
        far.add(atMillis, figures.values());
    }

    /** Times, and each series by its name; null where a figure was unknown. */
    synchronized Map<String, Object> read(boolean isDay) {
        Ring ring = isDay ? far : near;
        long[] times = new long[ring.size()];
        for (int i = 0; i < times.length; i++) {
            times[i] = ring.time(i);
        }
        Map<String, Object> series = new LinkedHashMap<>();
        for (int figure = 0; figure < Series.NAMES.size(); figure++) {
            @Nullable Float[] values = new @Nullable Float[times.length];
            for (int i = 0; i < times.length; i++) {
                float value = ring.value(i, figure);
                values[i] = Float.isNaN(value) ? null : value;
            }
            series.put(Series.NAMES.get(figure), values);
        }
        return Map.of("times", times, "series", series);
    }
}
