package caravan.cli.fire;

import caravan.schemas.Dataset;
import caravan.schemas.Model;
import caravan.schemas.TopicCreation;
import caravan.schemas.TopicDefinition;
import caravan.schemas.Topics;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Trains the same rows twice, on one thread: undisturbed, and with a trainer that is killed at random moments, spread
 * over the training. The two adapters must be the same to the bit, and each dataset must have one model. The arguments
 * are the base's folder and the number of kills. Exit code 1 if it is not so.
 */
final class TrainerFire {
    private static final int ROWS = 240;
    private static final long PATIENCE_MILLIS = 600_000;

    private final Path base;
    private final int kills;
    private final Site site;
    private final Random chance = new Random();
    private final List<Integer> begunAt = new ArrayList<>();

    private TrainerFire(Path base, int kills, Site site) {
        this.base = base;
        this.kills = kills;
        this.site = site;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        Path folder = Files.createTempDirectory("trainer-fire");
        int kills = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
        boolean isSame = new TrainerFire(Path.of(arguments[0]), kills, Site.in(folder)).run();
        if (!isSame) {
            System.err.println("what the processes wrote is kept in " + folder);
        }
        Runtime.getRuntime().halt(isSame ? 0 : 1);
    }

    private boolean run() throws IOException, InterruptedException, ExecutionException {
        Brokers brokers = Brokers.start(site);
        try (Admin admin = Admin.create(site.client())) {
            new TopicCreation(admin, 1).ensure(TopicDefinition.path(1));
        }
        Model quiet = train("quiet", 0);
        Model killed = train("killed", kills);
        brokers.leave();
        String wanted = hash(quiet);
        String found = hash(killed);
        boolean isSame = wanted.equals(found) && killed.getVersion().equals(quiet.getVersion());
        System.out.println("undisturbed " + quiet.getVersion() + " sha256 " + wanted);
        System.out.println(
                "killed      " + killed.getVersion() + " sha256 " + found + ", lives began after steps " + begunAt);
        System.out.printf(Locale.ROOT, "trainer-fire: kills=%d identical=%b%n", kills, isSame);
        return isSame;
    }

    /** Trains a dataset of that name; gives its only model. */
    private Model train(String name, int times) throws IOException, InterruptedException, ExecutionException {
        Path models = site.folder().resolve("models-" + name);
        send(SealedRows.seal(site.folder().resolve(name + ".jsonl.zst"), name, ROWS));
        Child trainer = TrainerMain.start(site, base, models);
        for (int kill = 1; kill <= times; kill++) {
            int from = lines(models).size();
            List<String> told = awaitShare(models, from, (double) kill / (times + 1));
            begunAt.add(Integer.parseInt(told.get(from).split(" ", -1)[0]) - 1);
            Thread.sleep(chance.nextLong(300));
            trainer.kill();
            trainer.startAgain();
        }
        List<Model> made = awaitModels(name);
        trainer.leave();
        if (made.size() != 1) {
            throw new IllegalStateException("dataset " + name + " must have one model, has " + made);
        }
        return made.get(0);
    }

    /** Waits until this life has taken a step, and the training is that far; gives all that was told. */
    private List<String> awaitShare(Path models, int from, double share) throws IOException, InterruptedException {
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (System.currentTimeMillis() < end) {
            List<String> told = lines(models);
            if (told.size() > from) {
                String[] last = told.get(told.size() - 1).split(" ", -1);
                if (Integer.parseInt(last[0]) >= share * Integer.parseInt(last[1])) {
                    return told;
                }
            }
            Thread.sleep(20);
        }
        throw new IllegalStateException("the trainer stands still, see " + site.log("trainer"));
    }

    private static List<String> lines(Path models) throws IOException {
        Path steps = TrainerMain.steps(models);
        if (Files.notExists(steps)) {
            return List.of();
        }
        String told = Files.readString(steps, StandardCharsets.UTF_8);
        // A kill may have cut the last line.
        return told.substring(0, told.lastIndexOf('\n') + 1).lines().toList();
    }

    private void send(Dataset dataset) throws InterruptedException, ExecutionException {
        try (Producer<String, byte[]> producer =
                new KafkaProducer<>(site.client(), new StringSerializer(), new ByteArraySerializer())) {
            byte[] value =
                    Site.serdes().values(Topics.DATASETS).serializer().serialize(Topics.DATASETS.name(), dataset);
            producer.send(new ProducerRecord<>(Topics.DATASETS.name(), dataset.getId(), value))
                    .get();
        }
    }

    private List<Model> awaitModels(String dataset) throws InterruptedException {
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (System.currentTimeMillis() < end) {
            List<Model> found = models().stream()
                    .filter(model -> model.getDataset().orElse("").equals(dataset))
                    .toList();
            if (!found.isEmpty()) {
                return found;
            }
            Thread.sleep(500);
        }
        throw new IllegalStateException("dataset " + dataset + " has no model, see " + site.log("trainer"));
    }

    private List<Model> models() {
        Map<String, Object> settings = site.client();
        settings.put("isolation.level", "read_committed");
        TopicPartition partition = new TopicPartition(Topics.MODELS.name(), 0);
        List<Model> models = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> models.add(Site.serdes()
                                .values(Topics.MODELS)
                                .deserializer()
                                .deserialize(record.topic(), record.value())));
            }
        }
        return models;
    }

    private static String hash(Model model) throws IOException {
        return SealedRows.sha256(Path.of(URI.create(model.getUri())).resolve("adapter_model.safetensors"));
    }
}
