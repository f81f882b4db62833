package caravan.cli.console;

import caravan.schemas.Lineage;
import caravan.schemas.ModelCall;
import caravan.schemas.ModelKind;
import caravan.schemas.PrincipledResponse;
import caravan.schemas.Rejection;
import caravan.schemas.Sampling;
import caravan.schemas.TrainingProgress;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A process that hears days of records and keeps what the console keeps of them; see {@link HistoryTest}. */
final class Hoard {
    private static final long SECONDS_OF_A_DAY = 24 * 3_600;
    private static final int TEXT_CHARS = 4_000;

    private final Sightings sightings = new Sightings("run");
    private final History history = new History();
    private long heard;

    private Hoard() {}

    /**
     * Argument: how many days. Each second brings a response, a rejection and a step of training, of a new source now
     * and then.
     */
    public static void main(String[] args) {
        Hoard hoard = new Hoard();
        hoard.sightings.begins();
        long seconds = Long.parseLong(args[0]) * SECONDS_OF_A_DAY;
        for (long second = 0; second < seconds; second++) {
            hoard.hear(second);
            if (second % History.SECONDS_OF_A_LOOK == 0) {
                Series figures = new Series();
                figures.set("examples", (double) second);
                hoard.history.add(second * 1_000, figures);
            }
        }
        System.gc();
        long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        System.out.printf("heard=%d kept_mib=%d%n", hoard.heard, used >> 20);
    }

    private void hear(long second) {
        String id = "id-" + second;
        String text = (id + ' ').repeat(TEXT_CHARS / (id.length() + 1));
        Lineage lineage = Lineage.newBuilder()
                .setRun("run")
                .setSource("source-" + second / 100)
                .setPrinciples("principles")
                .setParents(List.of())
                .setTimings(List.of())
                .setCall(ModelCall.newBuilder()
                        .setRequestId(id)
                        .setCallId(id)
                        .setModel("model-" + second / 3_600)
                        .setSampling(new Sampling(1.0, 1.0, 200, List.of()))
                        .setSeed(second)
                        .setPromptTokens(1_000)
                        .setCompletionTokens(200)
                        .setQueuedMillis(1)
                        .setModelMillis(second % 5_000)
                        .build())
                .build();
        tell(
                second,
                "caravan.responses",
                PrincipledResponse.newBuilder()
                        .setId(id)
                        .setInstructionId(id)
                        .setInstruction(text)
                        .setInput("")
                        .setThoughts(text)
                        .setAnswer(text)
                        .setPrinciples(List.of(1))
                        .setPrincipleNames(List.of("principle-" + second))
                        .setFinished(true)
                        .setLineage(lineage)
                        .build());
        tell(
                second,
                "caravan.rejections",
                Rejection.newBuilder()
                        .setId(id)
                        .setStep("align")
                        .setReason("empty")
                        .setDetail("none")
                        .setText(text)
                        .setLineage(lineage)
                        .build());
        tell(
                second,
                "caravan.training-progress",
                TrainingProgress.newBuilder()
                        .setDataset("dataset-" + second / 7_200)
                        .setKind(ModelKind.ADAPTER)
                        .setStep((int) (second % 7_200))
                        .setSteps(7_200)
                        .setLoss(1)
                        .setTokensPerSecond(1_000)
                        .setEtaMillis(1_000)
                        .setAt(second * 1_000)
                        .build());
    }

    private void tell(long offset, String topic, SpecificRecord value) {
        heard++;
        sightings.hears(new ConsumerRecord<>(topic, 0, offset, "key", new byte[0]), Optional.of(value));
    }
}
