package caravan.streams.generate;

import caravan.schemas.ContentHash;
import caravan.schemas.GenerationRequest;
import caravan.schemas.Sampling;

/** Names what a request asks of a model, whoever asks: two calls of the same id have the same answer. */
public final class CallIds {
    private CallIds() {}

    /** The id of a request's call of a model version. */
    public static String of(GenerationRequest request, String model) {
        Sampling sampling = request.getSampling();
        return ContentHash.of(
                request.getKind(),
                request.getPrefix().orElse(""),
                request.getText(),
                scored(request),
                model,
                sampling.getTemperature(),
                sampling.getTopP(),
                sampling.getMaxTokens(),
                ContentHash.of(sampling.getStop().toArray()),
                request.getSeed());
    }

    /** Without choices as it was before requests had any, so that the memo of what was generated stays. */
    private static String scored(GenerationRequest request) {
        String continuations = ContentHash.of(request.getContinuations().toArray());
        return request.getChoices().isEmpty()
                ? continuations
                : ContentHash.of(
                        continuations, ContentHash.of(request.getChoices().toArray()));
    }
}
