package caravan.cli.host;

import caravan.cli.config.CaravanConfig;
import caravan.schemas.Topic;
import caravan.schemas.TopicCreation;
import caravan.schemas.TopicDefinition;
import caravan.schemas.Topics;
import caravan.schemas.registry.SubjectCreation;
import caravan.streams.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/** What must stand before the first record: every topic, the stores' changelogs among them, and every schema. */
public final class Ground {
    /** The asking step behind which {@code caravan ask} stands. */
    public static final String ASK = "ask";

    private final Cluster cluster;
    private final CaravanConfig config;

    Ground(Cluster cluster, CaravanConfig config) {
        this.cluster = cluster;
        this.config = config;
    }

    /**
     * Creates what is missing and checks what is there.
     *
     * @throws caravan.schemas.TopicMismatchException if a topic has another number of partitions
     */
    void prepare(List<Step> steps) {
        List<TopicDefinition> wanted =
                new ArrayList<>(TopicDefinition.path(config.kafka().partitions()));
        List<Topic<?>> ask = List.of(Topics.requests(ASK), Topics.completions(ASK));
        ask.forEach(topic -> wanted.add(
                TopicDefinition.of(topic).withPartitions(config.kafka().partitions())));
        wanted.addAll(changelogs(steps, wanted));
        try (Admin admin = cluster.admin()) {
            new TopicCreation(admin, config.kafka().replication()).ensure(wanted);
        }
        if (config.serde().equals(CaravanConfig.AVRO)) {
            List<Topic<?>> topics = new ArrayList<>(Topics.all());
            topics.addAll(ask);
            new SubjectCreation(
                            Cluster.schemas(cluster.registry(), config),
                            config.registry().isEmbedded())
                    .ensure(topics);
        }
    }

    private static List<TopicDefinition> changelogs(List<Step> steps, List<TopicDefinition> path) {
        Map<String, TopicDefinition> known =
                path.stream().collect(Collectors.toMap(TopicDefinition::name, Function.identity()));
        return steps.stream()
                .flatMap(step -> step.changelogs().stream())
                .map(changelog -> TopicDefinition.changelog(
                        changelog.name(),
                        changelog.sources().stream()
                                .map(known::get)
                                .mapToInt(source -> source == null ? 1 : source.partitions())
                                .max()
                                .orElse(1)))
                .toList();
    }
}
