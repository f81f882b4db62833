package caravan.streams.align;

import caravan.principles.Citation;
import caravan.schemas.Instruction;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;

/**
 * Counts, while the path runs, what share of the answers is kept for each way by which instructions came
 * ({@code caravan.align.judged{way}} and {@code .kept{way}}), and how often kept answers name each principle
 * ({@code caravan.align.principle{number,name}}: the paper's figure of the principles' use). Thread-safe.
 */
final class KeepRate {
    private final MeterRegistry meters;

    KeepRate(MeterRegistry meters) {
        this.meters = meters;
    }

    /** An answer was judged for good. */
    void judged(Instruction instruction) {
        count("caravan.align.judged", instruction);
    }

    /** An answer was kept, whose thoughts name these principles. */
    void kept(Instruction instruction, List<Citation> cited) {
        count("caravan.align.kept", instruction);
        for (Citation citation : cited) {
            meters.counter(
                            "caravan.align.principle",
                            "number",
                            Integer.toString(citation.number()),
                            "name",
                            citation.name())
                    .increment();
        }
    }

    private void count(String name, Instruction instruction) {
        String way = instruction.getWay().name().toLowerCase(Locale.ROOT).replace('_', '-');
        meters.counter(name, "way", way).increment();
    }
}
