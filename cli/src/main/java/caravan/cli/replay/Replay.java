package caravan.cli.replay;

import caravan.cli.host.Cluster;
import caravan.cli.host.Runs;
import caravan.cli.host.Tables;
import caravan.cli.host.TopicScan;
import caravan.cli.host.Writer;
import caravan.principles.Principles;
import caravan.schemas.Candidate;
import caravan.schemas.Completion;
import caravan.schemas.FinishReason;
import caravan.schemas.GenerationRequest;
import caravan.schemas.Lineage;
import caravan.schemas.Rejection;
import caravan.schemas.Run;
import caravan.schemas.Serving;
import caravan.schemas.Topic;
import caravan.schemas.Topics;
import caravan.schemas.wire.RecordSerdes;
import caravan.streams.PipelineSettings;
import caravan.streams.flow.RecordKeys;
import caravan.streams.flow.Replays;
import caravan.streams.flow.StreamsDefaults;
import caravan.streams.generate.CallIds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;

/** One step's replay: what would go in again, how many model calls that would ask for, and the doing of it. */
public final class Replay {
    private final Cluster cluster;
    private final PipelineSettings settings;
    private final Principles principles;
    private final Runs runs;

    /** A replay under the principles that the steps have loaded too. */
    public Replay(Cluster cluster, PipelineSettings settings, Principles principles) {
        this.cluster = cluster;
        this.settings = settings;
        this.principles = principles;
        this.runs = new Runs(cluster);
    }

    /**
     * What a replay is made of.
     *
     * @param of the run whose records are replayed
     * @param inputs the step's records of it, oldest first in each partition
     * @param pool what the run's pool held that does not come of them, in its order
     */
    public record Plan(ReplayedStep step, Run of, List<SpecificRecord> inputs, List<Candidate> pool) {}

    /**
     * What the step itself would ask for, first askings only.
     *
     * @param calls all of them
     * @param onTopic those whose completion is on its topic already, which the model is not asked again
     */
    public record Cost(long calls, long onTopic) {
        /** Those that the model is asked. */
        public long made() {
            return calls - onTopic;
        }
    }

    /**
     * Looks at what is kept.
     *
     * @param run the run to replay; absent for the latest that is no replay itself
     * @throws IllegalArgumentException if there is no such run, or one offset is given for a topic of several
     *     partitions
     */
    public Plan plan(ReplayedStep step, Start start, Optional<String> run) {
        Run replayed = runs.all().stream()
                .filter(each -> run.map(each.getId()::equals).orElse(Runs.isOwn(each)))
                .reduce((older, newer) -> newer)
                .orElseThrow(() -> new IllegalArgumentException(
                        run.map(id -> "there is no run " + id).orElse("there is no run yet")
                                + "; caravan runs list shows them"));
        List<SpecificRecord> inputs = new ArrayList<>();
        each(step.topic(), (at, record) -> {
            start.requireFits(at);
            if (start.includes(at) && lineageOf(record).getRun().equals(replayed.getId())) {
                inputs.add(record);
            }
        });
        return new Plan(step, replayed, inputs, step.feedsThePool() ? pool(replayed, inputs) : List.of());
    }

    /**
     * What the run's pool took in, less what is replayed and what came of it, at whatever distance: a parent stands
     * before its children in the one partition.
     */
    private List<Candidate> pool(Run run, List<SpecificRecord> inputs) {
        Set<String> replayedOrOfIt = new HashSet<>();
        inputs.forEach(input -> replayedOrOfIt.add(RecordKeys.of(input)));
        Set<String> notNew = new HashSet<>();
        each(Topics.REJECTIONS, (at, record) -> {
            Rejection rejection = (Rejection) record;
            if (rejection.getStep().equals("novelty")) {
                notNew.add(rejection.getId());
            }
        });
        List<Candidate> pool = new ArrayList<>();
        List<Candidate> othersBefore = new ArrayList<>();
        each(Topics.CANDIDATES, (at, record) -> {
            Candidate candidate = (Candidate) record;
            boolean isOfRun = candidate.getLineage().getRun().equals(run.getId());
            if (isOfRun) {
                // What other runs had kept before it was in its pool too, if runs know each other.
                pool.addAll(othersBefore);
                othersBefore.clear();
            }
            boolean comesOfIt = replayedOrOfIt.contains(candidate.getId())
                    || candidate.getLineage().getParents().stream().anyMatch(replayedOrOfIt::contains);
            if (comesOfIt) {
                replayedOrOfIt.add(candidate.getId());
            } else if (!notNew.contains(candidate.getId())) {
                if (isOfRun) {
                    pool.add(candidate);
                } else if (isKnownToOtherRuns(candidate)) {
                    othersBefore.add(candidate);
                }
            }
        });
        return pool;
    }

    private boolean isKnownToOtherRuns(Candidate candidate) {
        return settings.novelty().acrossRuns() && !Replays.isReplayed(candidate.getLineage());
    }

    /**
     * Whether some process works at a step, wherever it is; one that was stopped to be started again, or killed, counts
     * for the ten seconds in which its tasks wait for it.
     */
    public boolean isAtWork(ReplayedStep step) {
        String group = StreamsDefaults.applicationId(step.name().toLowerCase(Locale.ROOT));
        try (Admin admin = cluster.admin()) {
            return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                    .anyMatch(description -> !description.members().isEmpty());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return false;
            }
            throw new KafkaException("group " + group + " cannot be looked at: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** How many model calls a plan's step would ask for. */
    public Cost cost(Plan plan) {
        Map<String, Serving> serving = Tables.latest(cluster, Topics.SERVING);
        Set<String> wanted = new HashSet<>();
        Run nowhere = Run.newBuilder(plan.of()).setId("dry-run").build();
        Copies copies = new Copies(nowhere, System.currentTimeMillis());
        Map<String, String> stepOfCall = new LinkedHashMap<>();
        for (SpecificRecord input : plan.inputs()) {
            for (GenerationRequest request : plan.step().requests(copies.of(input), settings, principles, 0)) {
                Optional<Serving> served = Optional.ofNullable(serving.get(request.getAlias()));
                String call =
                        CallIds.of(request, served.map(Serving::getVersion).orElse(""));
                wanted.add(call);
                stepOfCall.put(call, request.getStep());
            }
        }
        Set<String> onTopic = new HashSet<>();
        new HashSet<>(stepOfCall.values())
                .forEach(step -> each(Topics.completions(step), (at, record) -> {
                    Completion completion = (Completion) record;
                    if (completion.getFinishReason() != FinishReason.ERROR && wanted.contains(completion.getCallId())) {
                        onTopic.add(completion.getCallId());
                    }
                }));
        return new Cost(wanted.size(), onTopic.size());
    }

    /** Puts a plan to work; the new run. */
    public Run begin(Plan plan) {
        Run run = runs.replayOf(plan.step().name().toLowerCase(Locale.ROOT), principles.version());
        Copies copies = new Copies(run, System.currentTimeMillis());
        try (Writer writer = new Writer(cluster)) {
            writer.send(Topics.RUNS, run.getId(), run);
            plan.pool().forEach(member -> {
                Candidate food = copies.poolFood(member);
                writer.send(Topics.CANDIDATES, food.getId(), food);
            });
            // The pool knows its members before it meets what is replayed.
            writer.flush();
            plan.inputs().forEach(input -> send(writer, plan.step().topic(), copies.of(input)));
        }
        return run;
    }

    @SuppressWarnings("unchecked") // A copy is of its original's type, and so of the topic's.
    private static <V extends SpecificRecord> void send(Writer writer, Topic<V> topic, SpecificRecord copy) {
        writer.send(topic, RecordKeys.of(copy), (V) copy);
    }

    private interface Reader {
        void read(ConsumerRecord<String, byte[]> at, SpecificRecord record);
    }

    private <V extends SpecificRecord> void each(Topic<V> topic, Reader reader) {
        RecordSerdes serdes = cluster.serdes();
        try (TopicScan scan = new TopicScan(cluster, List.of(topic.name()))) {
            scan.toEnd(
                    at -> reader.read(at, serdes.values(topic).deserializer().deserialize(topic.name(), at.value())));
        }
    }

    private static Lineage lineageOf(SpecificRecord record) {
        return (Lineage) record.get(record.getSchema().getField("lineage").pos());
    }
}
