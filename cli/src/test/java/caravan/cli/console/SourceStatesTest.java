package caravan.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.schemas.Source;
import caravan.schemas.SourceStatus;
import caravan.schemas.Topics;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class SourceStatesTest {
    private final SourceStates states = new SourceStates();

    private void tell(String topic, String key, SpecificRecord value) {
        states.see(new ConsumerRecord<>(topic, 0, 0, key, new byte[1]), Optional.of(value));
    }

    private void name(String name, boolean isPaused, Map<String, String> settings) {
        tell(Topics.SOURCES.name(), name, new Source(name, "http", settings, 2.0, 5.0, isPaused, "a person", 1L));
    }

    private void fare(String name, String state, long kept, Map<String, Long> rejected) {
        tell(
                Topics.SOURCE_STATUS.name(),
                name,
                new SourceStatus(name, state, null, "http://127.0.0.1:1/prompts", "one", kept, rejected, 1L));
    }

    private Map<String, Object> row(String name) {
        return Objects.requireNonNull(states.rows(Map.of()).get(name));
    }

    @Test
    void tellsWhatASourceReadAndWhyItRefused() {
        name("pushed", false, Map.of());
        assertThat(row("pushed")).containsEntry("state", "starting");

        fare("pushed", "running", 7, Map.of("broken-json", 2L, "empty", 1L));

        assertThat(row("pushed"))
                .containsEntry("state", "running")
                .containsEntry("read", 10L)
                .containsEntry("kept", 7L)
                .containsEntry("refused", Map.of("broken-json", 2L, "empty", 1L))
                .containsEntry("address", "http://127.0.0.1:1/prompts");
    }

    @Test
    void tellsThatOneRestsOrWasRemoved() {
        name("pushed", true, Map.of());
        fare("pushed", "running", 7, Map.of());
        assertThat(row("pushed")).containsEntry("state", "paused");

        states.see(new ConsumerRecord<>(Topics.SOURCES.name(), 0, 1, "pushed", null), Optional.empty());

        assertThat(row("pushed")).containsEntry("state", "removed").containsEntry("kept", 7L);
    }

    @Test
    void showsOfItsSettingsOnlyWhereItReadsFrom() {
        name("pushed", false, Map.of("path", "/srv/questions", "api-key-sha256", "0123", "password", "secret"));

        assertThat(row("pushed")).containsEntry("from", "/srv/questions");
        assertThat(row("pushed").toString()).doesNotContain("0123").doesNotContain("secret");
    }

    @Test
    void addsWhatASourceHasBroughtThoughNobodyNamedIt() {
        assertThat(states.rows(Map.of("seeds", Map.of("example", 3L))))
                .containsEntry("seeds", Map.of("made", Map.of("example", 3L)));
    }
}
