package caravan.trainer;

import java.nio.file.Path;
import java.util.Map;

/**
 * What came of engraving a dataset.
 *
 * @param version the adapter's version, which names its content
 * @param folder the adapter in PEFT's layout, durable
 * @param settings how it was trained
 * @param metrics what was measured
 */
public record Engraving(String version, Path folder, Map<String, String> settings, EngravingMetrics metrics) {
    public Engraving {
        settings = Map.copyOf(settings);
    }
}
