package caravan.streams.align;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.schemas.Completion;
import caravan.schemas.FinishReason;
import caravan.schemas.GenerationRequest;
import caravan.schemas.Instruction;
import caravan.schemas.PrincipledResponse;
import caravan.schemas.Rejection;
import caravan.schemas.Way;
import caravan.streams.flow.Rules;
import caravan.streams.flow.Samples;
import caravan.streams.flow.Verb;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The paper's rules over recorded completions, beside what a transcription to Python decided of each. */
class PaperParityTest {
    private static final AlignSettings PAPER = new AlignSettings(
            Rules.PAPER,
            AlignSettings.Paper.DEFAULTS,
            1,
            6_000,
            8,
            17,
            3,
            2.5,
            Map.of(),
            Map.of(),
            AlignSettings.Model.BASE);
    private static final Verb<Completion> READER =
            AlignTopology.reader(PAPER, Samples.PRINCIPLES, new SimpleMeterRegistry());

    static Stream<JsonNode> recorded() throws IOException {
        ObjectMapper json = new ObjectMapper();
        return Files.readAllLines(Path.of("src/test/resources/parity/align.jsonl")).stream()
                .map(line -> {
                    try {
                        return json.readTree(line);
                    } catch (IOException e) {
                        throw new IllegalStateException(line, e);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void decidesAsThePapersCodeWould(JsonNode recorded) {
        FinishReason finish = recorded.get("cutOff").asBoolean() ? FinishReason.LENGTH : FinishReason.STOP;

        SpecificRecord made = READER.of(
                        Samples.completion(request(), recorded.get("completion").asText(), finish), 1)
                .get(0);

        if (made instanceof Rejection rejection) {
            assertThat(rejection.getReason()).isEqualTo(recorded.get("decision").asText());
        } else {
            PrincipledResponse response = (PrincipledResponse) made;
            assertThat("kept").isEqualTo(recorded.get("decision").asText());
            assertThat(response.getAnswer()).isEqualTo(recorded.get("answer").asText());
            assertThat(response.getFinished())
                    .isEqualTo(recorded.get("finished").asBoolean());
        }
    }

    private static GenerationRequest request() {
        Instruction instruction = Instruction.newBuilder()
                .setId("i")
                .setNumber(0)
                .setWay(Way.VANILLA)
                .setInstruction("Name a river")
                .setLineage(Samples.lineage("run-1"))
                .build();
        return (GenerationRequest) AlignTopology.asker(PAPER, Samples.PRINCIPLES)
                .of(instruction, 1)
                .get(0);
    }
}
