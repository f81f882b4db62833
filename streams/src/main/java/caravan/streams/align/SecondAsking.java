package caravan.streams.align;

import caravan.schemas.Completion;
import caravan.schemas.ContentHash;
import caravan.schemas.GenerationRequest;
import caravan.schemas.Instruction;
import caravan.schemas.Lineage;
import caravan.schemas.Sampling;

/** Asks again for an answer that the token limit cut: the same words, twice the room, another attempt and seed. */
final class SecondAsking {
    private SecondAsking() {}

    /**
     * The request.
     *
     * @param lineage of what the cut completion became
     */
    static GenerationRequest of(Completion cut, Instruction instruction, Lineage lineage) {
        GenerationRequest first = cut.getRequest();
        int attempt = first.getAttempt() + 1;
        Sampling sampling = Sampling.newBuilder(first.getSampling())
                .setMaxTokens(2 * first.getSampling().getMaxTokens())
                .build();
        return GenerationRequest.newBuilder(first)
                .setRequestId(ContentHash.of(
                        "request",
                        lineage.getRun(),
                        first.getStep(),
                        instruction.getId(),
                        first.getSampleNumber(),
                        attempt))
                .setSampling(sampling)
                .setSeed(ContentHash.seed("seed", first.getStep(), first.getText(), first.getSampleNumber(), attempt))
                .setAttempt(attempt)
                .setLineage(lineage)
                .build();
    }
}
