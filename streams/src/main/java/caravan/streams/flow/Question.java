package caravan.streams.flow;

import caravan.principles.Sampling;
import caravan.schemas.ContentHash;
import caravan.schemas.GenerationRequest;
import caravan.schemas.Lineage;
import caravan.schemas.RequestKind;

/**
 * What a step wants a model to go on with, before it is anyone's request.
 *
 * @param step the step that asks
 * @param alias the model alias it asks
 * @param prefix the constant text that stands first
 * @param text its own text
 * @param sampling how to sample
 */
public record Question(String step, String alias, String prefix, String text, Sampling sampling) {
    private static final int FIRST_SAMPLE = 0;
    private static final int FIRST_ATTEMPT = 0;

    /**
     * The request that a record asks by this question.
     *
     * @param parentId id of the record
     * @param parentContent what the record says, without ids and run: the seed comes from it, so that a second run that
     *     asks the same gets the same completion
     * @param about the record itself, which comes back with the completion
     */
    public GenerationRequest askedBy(
            String parentId, String parentContent, Object about, Lineage parent, long nowMillis) {
        return GenerationRequest.newBuilder()
                .setRequestId(ContentHash.of("request", parent.getRun(), step, parentId, FIRST_SAMPLE, FIRST_ATTEMPT))
                .setStep(step)
                .setAlias(alias)
                .setKind(RequestKind.GENERATE)
                .setPrefix(Prefixes.hash(prefix))
                .setText(text)
                .setSampling(new caravan.schemas.Sampling(
                        sampling.temperature(), sampling.topP(), sampling.maxTokens(), sampling.stop()))
                .setSeed(ContentHash.seed("seed", step, parentContent, FIRST_SAMPLE, FIRST_ATTEMPT))
                .setSampleNumber(FIRST_SAMPLE)
                .setAttempt(FIRST_ATTEMPT)
                .setAbout(about)
                .setLineage(Lineages.childOf(parentId, parent, step, nowMillis))
                .build();
    }
}
