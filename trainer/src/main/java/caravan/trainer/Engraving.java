package caravan.trainer;

import caravan.schemas.ModelKind;
import java.nio.file.Path;
import java.util.Map;

/**
 * What came of engraving a dataset.
 *
 * @param kind a whole model, or an adapter
 * @param version which names its content
 * @param folder an adapter in PEFT's layout, or a model in Hugging Face's, durable
 * @param settings how it was trained
 * @param metrics what was measured
 */
public record Engraving(
        ModelKind kind, String version, Path folder, Map<String, String> settings, EngravingMetrics metrics) {
    public Engraving {
        settings = Map.copyOf(settings);
    }
}
