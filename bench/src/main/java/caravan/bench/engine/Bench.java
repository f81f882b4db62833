package caravan.bench.engine;

import caravan.bench.llama.Llama;
import caravan.bench.llama.LlamaAdapter;
import caravan.bench.llama.LlamaModel;
import caravan.bench.llama.LlamaSettings;
import caravan.bench.model.Precision;
import caravan.bench.model.RandomModel;
import caravan.inference.LanguageModel;
import caravan.inference.ModelFiles;
import caravan.inference.djl.DjlLanguageModel;
import caravan.inference.djl.Dtype;
import caravan.inference.djl.EngineSettings;
import java.util.List;
import java.util.Optional;

/**
 * What every part needs.
 *
 * @param llama the peer's library
 * @param model the weights in files
 * @param precision of both engines' weights
 * @param threads of both engines
 * @param clock by which both are timed
 * @param scale how much is measured
 * @param sweep finds the peer's best settings
 * @param report takes what is found
 */
record Bench(
        Llama llama,
        RandomModel model,
        Precision precision,
        int threads,
        Clock clock,
        Scale scale,
        Sweep sweep,
        Report report) {
    int vocabulary() {
        return model.shape().vocabulary();
    }

    /** The same with other weights, for which the peer's settings are looked for anew. */
    Bench with(Precision other) {
        return new Bench(llama, model, other, threads, clock, scale, new Sweep(), report);
    }

    /** Our engine with that many places in its batch, our model loaded. */
    LanguageModel open(int sequences) {
        EngineSettings settings =
                EngineSettings.DEFAULTS.withDtype(dtype()).withThreads(threads).withSequencesMax(sequences);
        return DjlLanguageModel.open(
                settings, new ModelFiles(CaravanContestant.VERSION, model.huggingFace(precision), Optional.empty()));
    }

    private Dtype dtype() {
        return switch (precision) {
            case F32 -> Dtype.FLOAT32;
            case BF16 -> Dtype.BFLOAT16;
            case INT8 -> Dtype.INT8;
        };
    }

    /** The same, with all adapters beside it. */
    LanguageModel openWithAdapters(int sequences) {
        LanguageModel opened = open(sequences);
        for (int number = 0; number < RandomModel.ADAPTERS; number++) {
            opened.load(new ModelFiles(
                            CaravanContestant.version(number),
                            model.huggingFace(precision),
                            Optional.of(model.peft(number))))
                    .join();
        }
        return opened;
    }

    CaravanContestant caravan(LanguageModel opened) {
        return new CaravanContestant("caravan", opened, vocabulary(), clock);
    }

    LlamaContestant llama(LlamaModel opened, LlamaSettings settings) {
        return llama(opened, settings, List.of());
    }

    LlamaContestant llama(LlamaModel opened, LlamaSettings settings, List<LlamaAdapter> adapters) {
        return new LlamaContestant(opened, settings, adapters, threads, vocabulary(), clock);
    }

    LlamaModel openLlama() {
        return LlamaModel.open(llama, model.gguf(precision));
    }
}
