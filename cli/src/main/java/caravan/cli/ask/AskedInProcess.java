package caravan.cli.ask;

import caravan.cli.config.CaravanConfig;
import caravan.cli.host.Cluster;
import caravan.cli.host.ServedFiles;
import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.LanguageModel;
import caravan.inference.ModelFiles;
import caravan.inference.SamplingParams;
import caravan.inference.djl.DjlLanguageModel;
import caravan.principles.EngravingPrompt;
import caravan.principles.Principles;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Opens the model that an alias means and asks it here, for when no caravan is at work. */
public final class AskedInProcess {
    private final Cluster cluster;
    private final CaravanConfig config;

    /** Looks models up in a cluster's topics. */
    public AskedInProcess(Cluster cluster, CaravanConfig config) {
        this.cluster = cluster;
        this.config = config;
    }

    /** Asks and waits; {@code alias} is {@code base} or {@code aligned}. */
    public Answer ask(String question, String alias) throws IOException {
        EngravingPrompt prompt = Principles.load(config.principles()).engraving();
        ModelFiles files = ServedFiles.of(cluster, alias);
        SamplingParams sampling = new SamplingParams(
                prompt.sampling().temperature(),
                prompt.sampling().topP(),
                prompt.sampling().maxTokens(),
                prompt.stop());
        GenerationCall call = new GenerationCall(
                files.version(),
                Optional.empty(),
                prompt.prompt(question, ""),
                sampling,
                ThreadLocalRandom.current().nextLong(),
                0);
        try (LanguageModel model = DjlLanguageModel.open(config.model().engine(), files)) {
            Generation generation = model.generate(call).join();
            return new Answer(generation.text().strip(), generation.model(), generation.completionTokens());
        }
    }
}
