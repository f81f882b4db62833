package caravan.streams.generate;

import static caravan.streams.generate.GenerateDriver.request;
import static org.assertj.core.api.Assertions.assertThat;

import caravan.inference.GenerationCall;
import caravan.inference.ModelException;
import caravan.inference.ModelException.Kind;
import caravan.schemas.Completion;
import caravan.streams.ScriptedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of requests while the engine's native steps fail, each told as the engine tells it. */
class EngineFailureTest {
    private static final int REQUESTS = 20;
    private static final int TURNS_A_MINUTE = 60_000 / 20;

    @TempDir
    Path folder;

    private final AtomicBoolean isBroken = new AtomicBoolean(true);

    @Test
    void aDeviceThatFailsForMinutesKeepsEverythingAndIsAskedForOneCallAtATime() {
        try (GenerateDriver driver = GenerateDriver.serving(ScriptedModel.answering(this::answer), folder)) {
            sendAll(driver);
            driver.turns(1);
            int asked = driver.model.asked().size();
            driver.turns(3 * TURNS_A_MINUTE);

            assertThat(driver.pending("align")).hasSize(REQUESTS);
            assertThat(driver.pending("instruct")).hasSize(REQUESTS);
            assertThat(driver.completions("align")).isEmpty();
            assertThat(driver.gauge("caravan.generate.circuit.open")).isEqualTo(1);
            // Probes are half a second apart on average, and each is one call.
            assertThat(driver.model.asked().size() - asked).isBetween(180, 3 * 60 * 10);
        }
    }

    @Test
    void aDeviceThatIsBackIsFoundByAProbeAndEveryRequestGetsItsAnswer() {
        try (GenerateDriver driver = GenerateDriver.serving(ScriptedModel.answering(this::answer), folder)) {
            sendAll(driver);
            driver.turns(TURNS_A_MINUTE);

            isBroken.set(false);
            driver.turns(TURNS_A_MINUTE / 10);

            List<Completion> completions = new ArrayList<>(driver.completions("align"));
            completions.addAll(driver.completions("instruct"));
            assertThat(completions).hasSize(2 * REQUESTS).allSatisfy(completion -> {
                assertThat(completion.getError()).isEmpty();
                assertThat(completion.getText())
                        .isEqualTo("answer to " + completion.getRequest().getText());
            });
            assertThat(completions).extracting(Completion::getRequestId).doesNotHaveDuplicates();
            assertThat(driver.gauge("caravan.generate.circuit.open")).isZero();
        }
    }

    private static void sendAll(GenerateDriver driver) {
        for (String step : List.of("align", "instruct")) {
            for (int i = 0; i < REQUESTS; i++) {
                driver.send(request(step, step + i, step + " " + i));
            }
        }
    }

    private String answer(GenerationCall call) {
        if (isBroken.get()) {
            throw new ModelException(
                    Kind.UNAVAILABLE,
                    "engine-failure",
                    "a step of the model failed: CUDA error: an illegal memory access was encountered");
        }
        return "answer to " + call.text();
    }
}
