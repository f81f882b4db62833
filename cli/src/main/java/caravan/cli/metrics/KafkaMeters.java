package caravan.cli.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Shows Kafka's own figures of a step: one series for each {@link KafkaFigure}, however many threads, tasks, stores and
 * partitions there are. Micrometer's binder has a series for each of them, which for five steps of eight partitions is
 * 7,700 series and 1.7 MB a scrape. All of Kafka's metrics are looked through at most once a second. Thread-safe.
 */
public final class KafkaMeters implements AutoCloseable {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Supplier<? extends Map<MetricName, ? extends Metric>> metrics;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final double[] values = new double[KafkaFigure.ALL.size()];
    private final Map<MetricName, Double> counted = new HashMap<>();
    private long readAtNanos;
    private boolean isRead;
    private boolean isClosed;

    private KafkaMeters(Supplier<? extends Map<MetricName, ? extends Metric>> metrics) {
        this.metrics = metrics;
        for (int i = 0; i < values.length; i++) {
            numbers.put(
                    key(KafkaFigure.ALL.get(i).group(), KafkaFigure.ALL.get(i).name()), i);
        }
    }

    /** Registers every figure of a step, which keep their last values once this is closed. */
    public static KafkaMeters bind(
            MeterRegistry meters, String step, Supplier<? extends Map<MetricName, ? extends Metric>> metrics) {
        KafkaMeters bound = new KafkaMeters(metrics);
        for (int i = 0; i < KafkaFigure.ALL.size(); i++) {
            bound.register(meters, step, i);
        }
        return bound;
    }

    private void register(MeterRegistry meters, String step, int number) {
        KafkaFigure figure = KafkaFigure.ALL.get(number);
        if (figure.fold() == KafkaFigure.Fold.TOTAL) {
            FunctionCounter.builder(figure.meter(), this, shown -> shown.value(number))
                    .tag("step", step)
                    .description(figure.says())
                    .register(meters);
        } else {
            Gauge.builder(figure.meter(), this, shown -> shown.value(number))
                    .tag("step", step)
                    .description(figure.says())
                    .strongReference(true)
                    .register(meters);
        }
    }

    private synchronized double value(int number) {
        long now = System.nanoTime();
        if (!isClosed && (!isRead || now - readAtNanos >= FRESH_NANOS)) {
            read();
            readAtNanos = now;
            isRead = true;
        }
        return values[number];
    }

    private void read() {
        Set<MetricName> seen = new HashSet<>();
        for (int i = 0; i < values.length; i++) {
            if (KafkaFigure.ALL.get(i).fold() != KafkaFigure.Fold.TOTAL) {
                values[i] = 0;
            }
        }
        metrics.get().forEach((name, metric) -> {
            Integer number = numbers.get(key(name.group(), name.name()));
            if (number != null
                    && KafkaFigure.ALL.get(number).folds(name)
                    && metric.metricValue() instanceof Number value
                    && Double.isFinite(value.doubleValue())) {
                add(number, name, value.doubleValue(), seen);
            }
        });
        counted.keySet().retainAll(seen);
    }

    private void add(int number, MetricName name, double value, Set<MetricName> seen) {
        switch (KafkaFigure.ALL.get(number).fold()) {
            case SUM -> values[number] += value;
            case MAX -> values[number] = Math.max(values[number], value);
            case TOTAL -> {
                // Of one that began again all is new.
                double before = counted.getOrDefault(name, 0.0);
                values[number] += value >= before ? value - before : value;
                counted.put(name, value);
                seen.add(name);
            }
        }
    }

    private static String key(String group, String name) {
        return group + "/" + name;
    }

    /** Reads no more; what was counted stays. */
    @Override
    public synchronized void close() {
        isClosed = true;
    }
}
