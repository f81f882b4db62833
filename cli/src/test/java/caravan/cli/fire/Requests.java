package caravan.cli.fire;

import caravan.schemas.GenerationRequest;
import caravan.schemas.Lineage;
import caravan.schemas.Model;
import caravan.schemas.ModelKind;
import caravan.schemas.Prefix;
import caravan.schemas.RequestKind;
import caravan.schemas.Sampling;
import caravan.schemas.Serving;
import caravan.schemas.Topic;
import caravan.schemas.TopicCreation;
import caravan.schemas.TopicDefinition;
import caravan.schemas.Topics;
import caravan.schemas.wire.RecordSerdes;
import caravan.streams.Step;
import caravan.streams.generate.GenerateTopology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What a scenario begins with: every topic, a model that is served, and so many requests, each asked once. */
final class Requests {
    /** How many each topic has, unless a trial says otherwise. */
    static final int PARTITIONS = 4;

    /** Enough for a way that works on one record of a partition at a time. */
    static final int PARTITIONS_OF_PEERS = 32;

    /** So many wait to be acknowledged at one time, which bounds what a million take of the heap. */
    private static final int UNACKNOWLEDGED_MAX = 10_000;

    private static final String MODEL = "fake-1";
    private static final String PREFIX = "prefix-1";

    private Requests() {}

    static String id(int number) {
        return "request-" + number;
    }

    static String text(int number) {
        return "text " + number;
    }

    static void send(Site site, int count) {
        send(site, count, PARTITIONS);
    }

    static void send(Site site, int count, int partitions) {
        createTopics(site, partitions);
        RecordSerdes serdes = Site.serdes();
        try (Producer<String, byte[]> producer =
                new KafkaProducer<>(settings(site), new StringSerializer(), new ByteArraySerializer())) {
            List<Future<?>> sent = new ArrayList<>();
            sent.add(producer.send(record(serdes, Topics.MODELS, MODEL, model())));
            sent.add(producer.send(record(serdes, Topics.SERVING, "base", new Serving("base", MODEL, "fire", 1L))));
            sent.add(producer.send(record(serdes, Topics.PREFIXES, PREFIX, new Prefix(PREFIX, Site.STEP, "v", "."))));
            Topic<GenerationRequest> requests = Topics.requests(Site.STEP);
            for (int number = 0; number < count; number++) {
                sent.add(producer.send(record(serdes, requests, id(number), request(number))));
                if (sent.size() >= UNACKNOWLEDGED_MAX) {
                    await(sent);
                }
            }
            await(sent);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("requests could not be sent", e);
        }
    }

    private static void await(List<Future<?>> sent) throws InterruptedException, ExecutionException {
        for (Future<?> each : sent) {
            each.get();
        }
        sent.clear();
    }

    private static Map<String, Object> settings(Site site) {
        Map<String, Object> settings = site.client();
        settings.put("linger.ms", 20);
        return settings;
    }

    private static void createTopics(Site site, int partitions) {
        Step step = new Step(
                GenerateTopology.STEP,
                GenerateMain.topology(
                        site,
                        new FakeModel(new FakeModel.Pace(1, 1), site.calls("nobody"), new Marks(site.marks("nobody")))),
                GenerateTopology.overrides());
        List<TopicDefinition> wanted = new ArrayList<>(TopicDefinition.path(partitions));
        step.changelogs().forEach(changelog -> wanted.add(TopicDefinition.changelog(changelog.name(), partitions)));
        try (Admin admin = Admin.create(site.client())) {
            new TopicCreation(admin, site.brokerCount()).ensure(wanted);
        }
    }

    private static <V extends SpecificRecord> ProducerRecord<String, byte[]> record(
            RecordSerdes serdes, Topic<V> topic, String key, V value) {
        return new ProducerRecord<>(
                topic.name(), key, serdes.values(topic).serializer().serialize(topic.name(), value));
    }

    private static Model model() {
        return Model.newBuilder()
                .setVersion(MODEL)
                .setKind(ModelKind.BASE)
                .setBase(MODEL)
                .setUri("/nowhere")
                .setDataset(null)
                .setAncestry(List.of())
                .setSettings(new HashMap<>())
                .setMetrics(new HashMap<>())
                .setCreatedAt(1)
                .build();
    }

    private static GenerationRequest request(int number) {
        Lineage lineage = Lineage.newBuilder()
                .setRun("fire")
                .setSource("fire")
                .setRound(0)
                .setPrinciples("v")
                .setParents(List.of())
                .setCall(null)
                .setTimings(List.of())
                .build();
        return GenerationRequest.newBuilder()
                .setRequestId(id(number))
                .setStep(Site.STEP)
                .setAlias("base")
                .setKind(RequestKind.GENERATE)
                .setPrefix(PREFIX)
                .setText(text(number))
                .setContinuations(List.of())
                .setSampling(new Sampling(0.7, 0.9, 64, List.of()))
                .setSeed(number)
                .setSampleNumber(0)
                .setAttempt(0)
                .setAbout(null)
                .setLineage(lineage)
                .build();
    }
}
