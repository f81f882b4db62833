package caravan.cli.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;

/** The process itself, by Micrometer's binders: memory by area, processor use, and how long it has been up. */
public final class ProcessMeters {
    private ProcessMeters() {}

    /** Registers {@code jvm.*}, {@code process.*} and {@code system.*}. */
    public static void bindTo(MeterRegistry meters) {
        new JvmMemoryMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new UptimeMetrics().bindTo(meters);
    }
}
