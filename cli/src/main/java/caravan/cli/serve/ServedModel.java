package caravan.cli.serve;

import caravan.inference.LanguageModel;
import caravan.principles.EngravingPrompt;
import java.util.List;

/**
 * What is served.
 *
 * @param model the engine
 * @param version that answers
 * @param names by which it may be asked for; the first is the one it is listed under
 * @param prompt how it is talked to in a chat
 */
public record ServedModel(LanguageModel model, String version, List<String> names, EngravingPrompt prompt) {
    public ServedModel {
        names = List.copyOf(names);
    }
}
