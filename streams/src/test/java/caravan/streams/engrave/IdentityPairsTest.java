package caravan.streams.engrave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import caravan.schemas.EngravingExample;
import caravan.schemas.Run;
import caravan.schemas.RunStatus;
import caravan.streams.flow.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityPairsTest {
    private static List<EngravingExample> read(Path file) throws IOException {
        Run run = Run.newBuilder()
                .setId("run-1")
                .setPrinciples(Samples.PRINCIPLES.version())
                .setStatus(RunStatus.RUNNING)
                .setTargetExamples(0)
                .setRound(2)
                .setStartedAt(1)
                .setUpdatedAt(1)
                .build();
        return IdentityPairs.read(file, Samples.PRINCIPLES, run, 1);
    }

    @Test
    void makesAFinishedExampleOfEachPairThatShips() throws IOException {
        List<EngravingExample> examples = read(Path.of("..", "principles", "identity.jsonl"));

        assertThat(examples).hasSize(20).extracting(EngravingExample::getId).doesNotHaveDuplicates();
        assertThat(examples).allSatisfy(example -> {
            assertThat(example.getPrompt()).contains(example.getInstruction());
            assertThat(example.getCompletion())
                    .startsWith(example.getAnswer())
                    .endsWith(Samples.PRINCIPLES.engraving().endOfTurn());
            assertThat(example.getLineage().getSource()).isEqualTo(IdentityPairs.SOURCE);
            assertThat(example.getLineage().getRound()).isEqualTo(2);
        });
    }

    @Test
    void givesThePairsOfARunTheSameIdsEachTime() throws IOException {
        Path file = Path.of("..", "principles", "identity.jsonl");

        assertThat(read(file))
                .extracting(EngravingExample::getId)
                .isEqualTo(read(file).stream().map(EngravingExample::getId).toList());
    }

    @Test
    void namesTheLineThatIsNoPair(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("pairs.jsonl");
        Files.writeString(file, "# who\n\n{\"question\": \"Who are you?\"}\n");
        assertThatIOException().isThrownBy(() -> read(file)).withMessageContaining("pairs.jsonl:3: answer is missing");

        Files.writeString(file, "Who are you?\n");
        assertThatIOException().isThrownBy(() -> read(file)).withMessageContaining("pairs.jsonl:1: must be a JSON");
    }
}
