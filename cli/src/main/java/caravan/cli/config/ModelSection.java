package caravan.cli.config;

import caravan.inference.djl.Dtype;
import caravan.inference.djl.EngineSettings;
import java.util.Optional;

/**
 * Which base model answers, and on what.
 *
 * @param backend {@code djl}, the engine of this process, or {@code openai}, a server; what is trained is trained here
 *     only under {@code djl}
 * @param folder a Hugging Face model folder of Llama architecture, or {@value #POCKET} for the one that comes along
 * @param dtype how its weights and caches are held; without one, what the hardware is good at
 * @param device {@code auto}, {@code cpu}, or {@code cuda:N}
 * @param threads threads of the engine; one less than the cores leaves room for the broker
 * @param sequencesMax calls in the batch at once
 * @param prefixesMax prefixes whose caches are kept
 * @param openai the server, for that backend
 */
public record ModelSection(
        Backend backend,
        String folder,
        Optional<Dtype> dtype,
        String device,
        int threads,
        int sequencesMax,
        int prefixesMax,
        OpenAiSection openai) {
    /** The word for the bundled model. */
    public static final String POCKET = "pocket";

    static final ModelSection DEFAULTS = of(POCKET, EngineSettings.DEFAULTS);

    public ModelSection {
        Rule.require(!folder.isBlank(), "folder must be 'pocket' or a model folder", "'" + folder + "'");
        // The engine's own rules.
        new EngineSettings(dtype, device, threads, sequencesMax, prefixesMax);
    }

    private static ModelSection of(String folder, EngineSettings engine) {
        return new ModelSection(
                Backend.DJL,
                folder,
                engine.dtype(),
                engine.device(),
                engine.threads(),
                engine.sequencesMax(),
                engine.prefixesMax(),
                OpenAiSection.DEFAULTS);
    }

    /** The same for the engine. */
    public EngineSettings engine() {
        return new EngineSettings(dtype, device, threads, sequencesMax, prefixesMax);
    }
}
