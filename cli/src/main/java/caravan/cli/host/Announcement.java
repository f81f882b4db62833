package caravan.cli.host;

import caravan.principles.Principles;
import caravan.schemas.EngravingExample;
import caravan.schemas.Model;
import caravan.schemas.Prefix;
import caravan.schemas.Prompt;
import caravan.schemas.Run;
import caravan.schemas.Serving;
import caravan.schemas.Topics;
import caravan.streams.engrave.IdentityPairs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is written before the steps start: the constant texts, the base model and what the aliases mean, the run and its
 * seed prompts. All of it by comparison with what is there, so that a second start writes nothing twice; and in one
 * transaction of one name, so that of two processes that start at once the one that looked first looks again.
 */
final class Announcement {
    private static final Logger LOG = LoggerFactory.getLogger(Announcement.class);
    private static final String TRANSACTION = "caravan-announcement";
    private static final long PAUSE_MILLIS_MAX = 5_000;
    /** Some two minutes: nobody starts a process that often by intent. */
    private static final int ATTEMPTS_MAX = 50;

    private static final String BY = "caravan";
    private static final String HELD_OUT = "held-out stop";
    private static final String BASE = "base";
    private static final String ALIGNED = "aligned";

    private final Cluster cluster;
    private final Principles principles;
    private final List<Prefix> prefixes;

    /**
     * An announcement.
     *
     * @param prefixes the constant texts that the steps' requests name
     */
    Announcement(Cluster cluster, Principles principles, List<Prefix> prefixes) {
        this.cluster = cluster;
        this.principles = principles;
        this.prefixes = prefixes;
    }

    Run make(BaseModel base, Map<String, String> modelSettings, long targetExamples, int rounds) {
        return alone(writer -> {
            announcePrefixes(writer);
            announceModel(writer, base, modelSettings);
            Run run = new Runs(cluster).pursue(writer, principles.version(), targetExamples, rounds);
            announceSeeds(writer, run);
            return run;
        });
    }

    /** The next round of a run's loop, with its seed prompts. */
    Run makeNext(Run run) {
        return alone(writer -> {
            Run next = new Runs(cluster).next(writer, run);
            announceSeeds(writer, next);
            return next;
        });
    }

    /** The end of a run's loop with this run, and the model that is served from now on, if it is to be another. */
    Run makeEnd(Run run, Optional<String> version) {
        return alone(writer -> {
            long now = System.currentTimeMillis();
            Run known = Tables.latest(cluster, Topics.RUNS).getOrDefault(run.getId(), run);
            Run last = Run.newBuilder(known)
                    .setRounds(run.getRound() + 1)
                    .setUpdatedAt(now)
                    .build();
            writer.send(Topics.RUNS, last.getId(), last);
            version.ifPresent(
                    chosen -> writer.send(Topics.SERVING, ALIGNED, new Serving(ALIGNED, chosen, HELD_OUT, now)));
            return last;
        });
    }

    /** Reads and writes while no other process announces. */
    private <T> T alone(Function<Writer, T> work) {
        for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
            Optional<T> done = Writer.inTransaction(cluster, TRANSACTION, work);
            if (done.isPresent()) {
                return done.get();
            }
            LOG.info(
                    "another process starts at the same time; looking again at what is there ({} of {})",
                    attempt,
                    ATTEMPTS_MAX);
            pause();
        }
        throw new IllegalStateException("the run could not be announced in " + ATTEMPTS_MAX
                + " attempts, since others announce under the name " + TRANSACTION
                + " again and again; is a process restarted over and over on this cluster?");
    }

    /** By chance, or two that start together would stop each other again and again. */
    private static void pause() {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(PAUSE_MILLIS_MAX));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }

    private void announcePrefixes(Writer writer) {
        Map<String, Prefix> known = Tables.latest(cluster, Topics.PREFIXES);
        for (Prefix prefix : prefixes) {
            if (!known.containsKey(prefix.getHash())) {
                writer.send(Topics.PREFIXES, prefix.getHash(), prefix);
            }
        }
    }

    private void announceModel(Writer writer, BaseModel base, Map<String, String> settings) {
        Map<String, Model> models = Tables.latest(cluster, Topics.MODELS);
        Map<String, Serving> serving = Tables.latest(cluster, Topics.SERVING);
        long now = System.currentTimeMillis();
        Model record = base.record(settings, now);
        Model known = models.get(base.version());
        // The same files may lie elsewhere than last time.
        if (known == null || !known.getUri().equals(record.getUri())) {
            writer.send(Topics.MODELS, base.version(), record);
        }
        if (!means(serving, BASE).filter(base.version()::equals).isPresent()) {
            writer.send(Topics.SERVING, BASE, new Serving(BASE, base.version(), BY, now));
        }
        Optional<String> baseOfAligned = means(serving, ALIGNED)
                .flatMap(version -> Optional.ofNullable(models.get(version)))
                .map(Model::getBase);
        // An adapter is worth nothing on another base.
        if (!baseOfAligned.filter(base.version()::equals).isPresent()) {
            writer.send(Topics.SERVING, ALIGNED, new Serving(ALIGNED, base.version(), BY, now));
        }
    }

    private void announceSeeds(Writer writer, Run run) {
        Set<String> known = new HashSet<>();
        Deserializer<Prompt> prompts = cluster.serdes().values(Topics.PROMPTS).deserializer();
        try (TopicScan scan = new TopicScan(cluster, List.of(Topics.PROMPTS.name()))) {
            scan.toEnd(record -> known.add(
                    prompts.deserialize(record.topic(), record.value()).getId()));
        }
        for (Prompt prompt : SeedPrompts.of(principles, run, System.currentTimeMillis())) {
            if (!known.contains(prompt.getId())) {
                writer.send(Topics.PROMPTS, prompt.getId(), prompt);
            }
        }
    }

    /** A file's examples of who the assistant is, for a run that has them not yet. */
    void announceIdentity(Run run, Path file) throws IOException {
        List<EngravingExample> pairs = IdentityPairs.read(file, principles, run, System.currentTimeMillis());
        long unused = alone(writer -> announceExamples(writer, pairs));
    }

    private long announceExamples(Writer writer, List<EngravingExample> examples) {
        Set<String> known = new HashSet<>();
        try (TopicScan scan = new TopicScan(cluster, List.of(Topics.EXAMPLES.name()))) {
            scan.toEnd(record -> known.add(record.key()));
        }
        long announced = 0;
        for (EngravingExample example : examples) {
            if (!known.contains(example.getId())) {
                writer.send(Topics.EXAMPLES, example.getId(), example);
                announced++;
            }
        }
        return announced;
    }

    private static Optional<String> means(Map<String, Serving> serving, String alias) {
        return Optional.ofNullable(serving.get(alias)).map(Serving::getVersion);
    }
}
