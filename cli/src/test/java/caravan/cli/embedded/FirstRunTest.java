package caravan.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.schemas.TopicCreation;
import caravan.schemas.TopicDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The first batch after the first topics of a fresh broker is the one that KAFKA-15591 loses. */
@Timeout(600)
class FirstRunTest {
    /** Set {@code -Dcaravan.first.runs=50} for a thorough check; each takes about a second. */
    private static final int RUNS = Integer.getInteger("caravan.first.runs", 10);

    @TempDir
    Path folder;

    @Test
    void losesNothingOfTheFirstBatch() {
        List<String> texts =
                IntStream.range(0, 20).mapToObj(number -> "letter " + number).toList();

        for (int run = 0; run < RUNS; run++) {
            try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(folder.resolve("run" + run)))) {
                assertThat(sendAndReadBack(broker.bootstrapServers(), texts))
                        .as("run %d of %d", run, RUNS)
                        .containsExactlyInAnyOrderElementsOf(texts);
            }
        }
    }

    private static List<String> sendAndReadBack(String bootstrapServers, List<String> texts) {
        List<TopicDefinition> path = TopicDefinition.path(4);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            new TopicCreation(admin, 1).ensure(path);
        }
        TopicDefinition prompts = path.stream()
                .filter(topic -> topic.name().equals("caravan.prompts"))
                .findFirst()
                .orElseThrow();
        Letters.send(bootstrapServers, prompts.name(), texts);
        return Letters.readAll(bootstrapServers, prompts);
    }
}
