package caravan.cli.host;

import caravan.cli.config.OpenAiSection;
import caravan.inference.LanguageModel;
import caravan.inference.openai.ApiKey;
import caravan.inference.openai.OpenAiLanguageModel;
import caravan.trainer.Engraver;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A model that a server has. Its weights are not here, so that nothing is trained on them. */
public final class OpenAiBacking implements Backing {
    private final OpenAiSection section;
    private final ApiKey key;

    private OpenAiBacking(OpenAiSection section, ApiKey key) {
        this.section = section;
        this.key = key;
    }

    /**
     * The server of a configuration.
     *
     * @throws IOException if the key is not where the configuration says
     */
    public static OpenAiBacking of(OpenAiSection section, Map<String, String> environment) throws IOException {
        return new OpenAiBacking(section, key(section, environment));
    }

    @Override
    public BaseModel base() {
        return new BaseModel(section.modelName(), section.settings().baseUrl());
    }

    @Override
    public LanguageModel open(BaseModel base, MeterRegistry meters) {
        return OpenAiLanguageModel.open(section.settings(), key);
    }

    @Override
    public Optional<Engraver> engraver(BaseModel base, LanguageModel model) {
        return Optional.empty();
    }

    private static ApiKey key(OpenAiSection section, Map<String, String> environment) throws IOException {
        if (!section.keyVariable().isEmpty()) {
            return ApiKey.fromEnvironment(section.keyVariable(), environment);
        }
        return section.keyFile().isEmpty() ? ApiKey.NONE : ApiKey.fromFile(Path.of(section.keyFile()));
    }
}
