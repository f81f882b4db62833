package caravan.streams.instruct;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.schemas.Candidate;
import caravan.schemas.Completion;
import caravan.schemas.Draw;
import caravan.schemas.Exemplar;
import caravan.schemas.FinishReason;
import caravan.schemas.GenerationRequest;
import caravan.schemas.Rejection;
import caravan.schemas.Way;
import caravan.streams.flow.Rules;
import caravan.streams.flow.Samples;
import caravan.streams.flow.Verb;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The paper's rules over recorded completions, beside what a transcription to Python decided of each item. */
class PaperParityTest {
    private static final Verb<Completion> READER =
            InstructTopology.reader(new InstructSettings(Rules.PAPER, 4, 150, 20_000), Samples.PRINCIPLES);

    static Stream<JsonNode> recorded() throws IOException {
        ObjectMapper json = new ObjectMapper();
        return Files.readAllLines(Path.of("src/test/resources/parity/instruct.jsonl")).stream()
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
        List<? extends SpecificRecord> made = READER.of(
                Samples.completion(
                        request(draw(recorded)), recorded.get("completion").asText(), FinishReason.STOP),
                1);

        List<String> expected = new ArrayList<>();
        recorded.get("decisions")
                .forEach(decision -> expected.add(
                        decision.isArray()
                                ? decision.get(0).asText() + "|"
                                        + decision.get(1).asText()
                                : decision.asText()));
        if (made.get(0) instanceof Rejection whole && whole.getReason().equals("unparsable")) {
            // Without a readable item a completion is one rejection here; the original drops the items one by one.
            assertThat(expected).isSubsetOf("malformed", "last-item");
        } else {
            assertThat(decisions(made)).isEqualTo(expected);
        }
    }

    /** What became of each item, as the golden lines say it; the last record is the draw's outcome. */
    private static List<String> decisions(List<? extends SpecificRecord> made) {
        return made.subList(0, made.size() - 1).stream()
                .map(record -> record instanceof Candidate candidate
                        ? candidate.getWay() == Way.SUBJECT
                                ? "|" + candidate.getRedTeamTopic().orElse("")
                                : candidate.getInstruction() + "|" + candidate.getInput()
                        : ((Rejection) record).getReason())
                .toList();
    }

    private static Draw draw(JsonNode recorded) {
        List<Exemplar> shown = new ArrayList<>();
        for (JsonNode exemplar : recorded.get("exemplars")) {
            shown.add(Exemplar.newBuilder()
                    .setId("shown-" + shown.size())
                    .setInstruction(exemplar.get(0).asText())
                    .setInput(exemplar.get(1).asText())
                    .setRedTeamType(
                            exemplar.get(2).isNull() ? null : exemplar.get(2).asText())
                    .setRedTeamTopic(
                            exemplar.get(3).isNull() ? null : exemplar.get(3).asText())
                    .build());
        }
        return Samples.draw(Way.valueOf(recorded.get("way").asText()), shown);
    }

    private static GenerationRequest request(Draw draw) {
        return (GenerationRequest)
                InstructTopology.renderer(Samples.PRINCIPLES).of(draw, 1).get(0);
    }
}
