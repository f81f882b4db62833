package caravan.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravan.schemas.TopicCreation;
import caravan.schemas.TopicDefinition;
import caravan.schemas.TopicMismatchException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

/** What the path needs of any broker, whoever runs it. */
interface BrokerContract {
    /** Where the broker under test is. */
    String bootstrapServers();

    @Test
    default void createsAllTopicsOfThePathOnce() {
        try (Admin admin = admin()) {
            TopicCreation creation = new TopicCreation(admin, 1);

            creation.ensure(TopicDefinition.path(4));

            assertThat(creation.ensure(TopicDefinition.path(4))).isEmpty();
        }
    }

    @Test
    default void statesTheRetentionOfEachTopic() throws Exception {
        try (Admin admin = admin()) {
            new TopicCreation(admin, 1).ensure(TopicDefinition.path(4));

            assertThat(config(admin, "caravan.examples", "retention.ms")).isEqualTo("-1");
            assertThat(config(admin, "caravan.align.requests", "retention.ms")).isEqualTo("604800000");
            assertThat(config(admin, "caravan.models", "cleanup.policy")).isEqualTo("compact");
        }
    }

    @Test
    default void refusesATopicOfAnotherPartitionCount() {
        String one = unique("one");
        String two = unique("two");
        String absent = unique("absent");
        try (Admin admin = admin()) {
            TopicCreation creation = new TopicCreation(admin, 1);
            creation.ensure(List.of(letters(one, 1), letters(two, 2)));

            assertThatThrownBy(() -> creation.ensure(List.of(letters(one, 4), letters(two, 4), letters(absent, 4))))
                    .isInstanceOfSatisfying(
                            TopicMismatchException.class,
                            mismatch -> assertThat(mismatch.problems())
                                    .satisfiesExactly(
                                            first -> assertThat(first)
                                                    .startsWith("topic " + one + " has 1 partition, 4 wanted"),
                                            second -> assertThat(second)
                                                    .startsWith("topic " + two + " has 2 partitions, 4 wanted")));
            assertThat(creation.ensure(List.of(letters(absent, 1))))
                    .as("created before the refusal")
                    .containsExactly(absent);
        }
    }

    @Test
    default void keepsTheFirstRecordsOfNewTopics() {
        try (Admin admin = admin()) {
            TopicDefinition topic = letters(unique("first"), 4);
            List<String> texts =
                    IntStream.range(0, 100).mapToObj(Integer::toString).toList();

            new TopicCreation(admin, 1).ensure(List.of(topic));
            Letters.send(bootstrapServers(), topic.name(), texts);

            assertThat(Letters.readAll(bootstrapServers(), topic)).containsExactlyInAnyOrderElementsOf(texts);
        }
    }

    /** Right after it has made a topic, a broker may still answer that there is none. */
    @Test
    default void waitsWhileTheBrokerDoesNotYetKnowANewTopic() {
        ForgetfulAdmin forgetful = new ForgetfulAdmin(2, new UnknownTopicOrPartitionException("not yet"));
        TopicDefinition topic = letters(unique("late"), 4);
        try (Admin admin = admin()) {
            assertThat(new TopicCreation(forgetful.over(admin), 1).ensure(List.of(topic)))
                    .containsExactly(topic.name());
        }
        assertThat(forgetful.asked()).isEqualTo(3);
    }

    @Test
    default void doesNotWaitWhereWaitingIsNoUse() {
        ForgetfulAdmin forgetful = new ForgetfulAdmin(1, new TopicAuthorizationException("no right to look"));
        try (Admin admin = admin()) {
            TopicCreation creation = new TopicCreation(forgetful.over(admin), 1);

            assertThatThrownBy(() -> creation.ensure(List.of(letters(unique("secret"), 1))))
                    .hasMessageContaining("waiting for the leaders of new topics")
                    .hasMessageContaining("no right to look");
        }
        assertThat(forgetful.asked()).isEqualTo(1);
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
    }

    private static TopicDefinition letters(String name, int partitions) {
        return new TopicDefinition(name, partitions, Map.of());
    }

    private static String unique(String name) {
        return name + "-" + UUID.randomUUID();
    }

    private static String config(Admin admin, String topic, String key)
            throws InterruptedException, ExecutionException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Function<Config, String> value = config -> config.get(key).value();
        return admin.describeConfigs(List.of(resource)).all().get().values().stream()
                .map(value)
                .findFirst()
                .orElseThrow();
    }
}
