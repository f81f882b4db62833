package caravan.cli.host;

import caravan.cli.metrics.KafkaMeters;
import caravan.streams.Step;
import caravan.streams.flow.LocalState;
import caravan.streams.flow.StreamsDefaults;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One step at work: its Kafka Streams application, from start to close. */
final class StepHost implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StepHost.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);
    private static final long PAUSE_AFTER_FAILURE_MILLIS = 1_000;

    private final Step step;
    private final KafkaStreams streams;
    private final LocalState localState;
    private final KafkaMeters metrics;
    private final Counter failures;

    /** A step that has not started. */
    StepHost(Step step, StreamsDefaults defaults, Map<String, String> properties, MeterRegistry meters) {
        this.step = step;
        Properties settings = defaults.of(step.name());
        settings.putAll(properties);
        settings.putAll(step.overrides());
        streams = new KafkaStreams(step.topology(), settings);
        localState = LocalState.of(settings);
        // There from the start: what appears with its first failure has no increase that an alert could see.
        failures = meters.counter("caravan.step.failures", "step", step.name());
        streams.setUncaughtExceptionHandler(this::replaceThread);
        Gauge.builder("caravan.step.running", streams, at -> at.state() == KafkaStreams.State.RUNNING ? 1 : 0)
                .tag("step", step.name())
                .register(meters);
        metrics = KafkaMeters.bind(meters, step.name(), streams::metrics);
    }

    void start() {
        localState.begin();
        streams.start();
    }

    String name() {
        return step.name();
    }

    KafkaStreams.State state() {
        return streams.state();
    }

    /**
     * Bad records have gone to the dead letters long before; what arrives here is bad luck (a broker, a disk) or a bug.
     * A new thread takes up the work where the last transaction left it, after a pause that keeps a lasting failure
     * from filling the log.
     */
    private StreamThreadExceptionResponse replaceThread(Throwable failure) {
        LOG.error("step {} failed and goes on with a new thread", step.name(), failure);
        failures.increment();
        try {
            Thread.sleep(PAUSE_AFTER_FAILURE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    @Override
    public void close() {
        metrics.close();
        if (streams.close(StreamsDefaults.forRestart(CLOSE_LIMIT))) {
            localState.endInOrder();
        } else {
            LOG.warn(
                    "step {} did not stop within {} s; its open transaction will be fenced at the next start",
                    step.name(),
                    CLOSE_LIMIT.toSeconds());
        }
    }
}
