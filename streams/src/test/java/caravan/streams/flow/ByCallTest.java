package caravan.streams.flow;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.schemas.GenerationRequest;
import caravan.schemas.Lineage;
import caravan.schemas.RequestKind;
import caravan.schemas.Sampling;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ByCallTest {
    private final ByCall partitioner = new ByCall();

    @Test
    void twoRunsThatAskTheSameMeetInOnePartition() {
        assertThat(partition("run-1-request", "Why is the sky blue?"))
                .isEqualTo(partition("run-2-request", "Why is the sky blue?"));
    }

    @Test
    void differentQuestionsSpreadOverAllPartitions() {
        Set<Integer> seen = new HashSet<>();
        for (int number = 0; number < 100; number++) {
            seen.add(partition("request", "question " + number));
        }

        assertThat(seen).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    private int partition(String id, String text) {
        Lineage lineage = Lineage.newBuilder()
                .setRun("run")
                .setSource("test")
                .setPrinciples("v")
                .setParents(List.of())
                .setTimings(List.of())
                .build();
        GenerationRequest request = GenerationRequest.newBuilder()
                .setRequestId(id)
                .setStep("align")
                .setAlias("base")
                .setKind(RequestKind.GENERATE)
                .setPrefix("p")
                .setText(text)
                .setSampling(new Sampling(0.7, 0.9, 64, List.of()))
                .setContinuations(List.of())
                .setSeed(42)
                .setSampleNumber(0)
                .setAttempt(0)
                .setAbout(null)
                .setLineage(lineage)
                .build();
        return partitioner
                .partitions("caravan.align.requests", id, request, 4)
                .orElseThrow()
                .iterator()
                .next();
    }
}
