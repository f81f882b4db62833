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
 * @param cacheMebibytesMax what keys and values of prefixes and calls may take together, of each device; a quarter of
 *     the machine's memory where nothing is said
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
        long cacheMebibytesMax,
        OpenAiSection openai) {
    /** The word for the bundled model. */
    public static final String POCKET = "pocket";

    /** A pebibyte. */
    private static final long MEBIBYTES_MAX = 1L << 30;

    static final ModelSection DEFAULTS = of(POCKET, EngineSettings.DEFAULTS);

    public ModelSection {
        Rule.require(!folder.isBlank(), "folder must be 'pocket' or a model folder", "'" + folder + "'");
        Rule.require(
                cacheMebibytesMax >= 1 && cacheMebibytesMax <= MEBIBYTES_MAX,
                "cache-mebibytes-max must be in [1, " + MEBIBYTES_MAX + "]",
                cacheMebibytesMax);
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
                Math.max(1, engine.cacheBytesMax() >> 20),
                OpenAiSection.DEFAULTS);
    }

    /** The same for the engine. */
    public EngineSettings engine() {
        return new EngineSettings(dtype, device, threads, sequencesMax, prefixesMax, cacheMebibytesMax << 20);
    }
}
