package caravan.cli.fire;

import caravan.producers.Entry;
import caravan.producers.Found;
import caravan.producers.Stamp;
import caravan.producers.host.SourceHost;
import caravan.producers.reading.LineParser;
import caravan.producers.reading.LineReader;
import caravan.producers.reading.LineSource;
import caravan.schemas.SourceStatus;
import caravan.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * How fast a file source is beside a plain producer: {@code [LINES [ROUNDS]]}, 300,000 and 5 without them. The source
 * reads, parses, hashes and encodes each line and commits its position with it; the plain producer (idempotent, no
 * transactions, the same settings, acknowledged by all replicas) only sends the very records that came of it, in the
 * order of their lines, which it holds in memory. The rounds take turns; the first of each warms up and does not count.
 * A source's time begins when it is opened and ends when its end is committed, as a reader of its status sees both.
 */
final class SourceBench {
    private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(5);

    private SourceBench() {}

    public static void main(String[] arguments) throws Exception {
        int lines = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 300_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        Path folder = Files.createTempDirectory("bench-sources");
        Site site = Site.in(folder);
        Child broker = Child.start(BrokerMain.class, site.log("broker"), site.broker(), site.brokers());
        SourceSite.createTopics(site);
        Path file = SourceSite.writeLines(folder.resolve("lines.jsonl"), lines);
        List<Double> ratios = new ArrayList<>();
        try (SourceHost host = SourceMain.host(site, "bench")) {
            host.start();
            double warm = source(site, file, 0, lines);
            List<ProducerRecord<String, byte[]>> records = records(site, file, lines);
            double plainWarm = plain(site, records);
            System.out.printf(Locale.ROOT, "warm-up: source %,.0f/s, plain %,.0f/s%n", warm, plainWarm);
            for (int round = 1; round <= rounds; round++) {
                double ours = source(site, file, round, lines);
                double plain = plain(site, records);
                ratios.add(ours / plain);
                System.out.printf(
                        Locale.ROOT,
                        "round %d: source %,.0f/s, plain %,.0f/s, ratio %.2f%n",
                        round,
                        ours,
                        plain,
                        ours / plain);
            }
        }
        broker.kill();
        ratios.sort(null);
        System.out.printf(
                Locale.ROOT, "sources: lines=%d rounds=%d ratio=%.2f%n", lines, rounds, ratios.get(rounds / 2));
        // Not halt: a recording of where its time goes is written at the exit.
        System.exit(0);
    }

    /** Lines a second of a new source on the file. */
    private static double source(Site site, Path file, int round, int lines) throws Exception {
        String name = "bench-" + round;
        try (StatusWatch watch = StatusWatch.fromNow(site, name)) {
            long limit = System.nanoTime() + LIMIT_NANOS;
            SourceSite.declare(site, name, file);
            watch.until(status -> status.getState().equals("running"), limit);
            long started = System.nanoTime();
            SourceStatus status = watch.until(now -> now.getState().equals("ended"), limit);
            double seconds = (System.nanoTime() - started) / 1e9;
            if (status.getKept() != lines) {
                throw new IllegalStateException(status.toString());
            }
            return lines / seconds;
        }
    }

    /** The records of the first source in the order of their lines, which their partitions have lost. */
    private static List<ProducerRecord<String, byte[]>> records(Site site, Path file, int lines) throws IOException {
        Map<String, ProducerRecord<String, byte[]>> byId = new HashMap<>(lines * 2);
        SourceSite.read(
                site,
                Topics.PROMPTS.name(),
                record -> byId.put(
                        record.key(),
                        new ProducerRecord<>(record.topic(), null, record.key(), record.value(), record.headers())));
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>(lines);
        LineParser parser = new LineParser();
        try (LineReader reader = new LineReader(Files.newInputStream(file), LineSource.LINE_BYTES_MAX)) {
            for (int number = 1; number <= lines; number++) {
                Found found = parser.parse(reader.next().orElseThrow());
                String id = Stamp.idOf("bench-0", new Entry(file.getFileName() + ":" + number, found));
                records.add(Objects.requireNonNull(byId.get(id)));
            }
        }
        return records;
    }

    private static double plain(Site site, List<ProducerRecord<String, byte[]>> records) throws Exception {
        Map<String, Object> properties = new HashMap<>(SourceHost.PRODUCER);
        properties.putAll(site.client());
        properties.put("acks", "all");
        try (Producer<String, byte[]> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
            producer.partitionsFor(Topics.PROMPTS.name());
            long started = System.nanoTime();
            List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
            for (ProducerRecord<String, byte[]> record : records) {
                sent.add(producer.send(record));
            }
            producer.flush();
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
            return records.size() / ((System.nanoTime() - started) / 1e9);
        }
    }
}
