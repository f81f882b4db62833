package caravan.cli.host;

import caravan.inference.LanguageModel;
import caravan.principles.EngravingPrompt;
import caravan.trainer.Engraver;
import caravan.trainer.Gate;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.Optional;

/** The model behind a caravan, and who trains it. A test backs one with a scripted model. */
public interface Backing {
    /** The base model. */
    BaseModel base() throws IOException;

    /** Opens a model that serves the base and its adapters, and counts what it does; the caller closes it. */
    LanguageModel open(BaseModel base, MeterRegistry meters);

    /**
     * What engraves datasets on the base; empty where its weights are out of reach, and datasets are only collected.
     */
    Optional<Engraver> engraver(BaseModel base, LanguageModel model);

    /**
     * What decides whether a model that was engraved is served.
     *
     * @param model what serves, opened by {@link #open}
     * @throws IOException if what it is configured with cannot be used
     */
    default Gate gate(BaseModel base, LanguageModel model, EngravingPrompt prompt) throws IOException {
        return Gate.OPEN;
    }
}
