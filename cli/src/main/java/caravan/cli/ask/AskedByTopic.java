package caravan.cli.ask;

import caravan.cli.host.Cluster;
import caravan.cli.host.Ground;
import caravan.cli.host.TopicScan;
import caravan.cli.host.Writer;
import caravan.principles.EngravingPrompt;
import caravan.principles.Principles;
import caravan.schemas.Completion;
import caravan.schemas.ContentHash;
import caravan.schemas.GenerationRequest;
import caravan.schemas.Lineage;
import caravan.schemas.RequestKind;
import caravan.schemas.Sampling;
import caravan.schemas.Timing;
import caravan.schemas.Topic;
import caravan.schemas.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.serialization.Deserializer;

/** Asks as any step does: by a request that {@code generate} answers with a completion. */
public final class AskedByTopic {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Cluster cluster;
    private final Principles principles;

    /** Asks through a cluster's topics; the prompt is the one that the model was engraved with. */
    public AskedByTopic(Cluster cluster, Principles principles) {
        this.cluster = cluster;
        this.principles = principles;
    }

    /**
     * Asks and waits.
     *
     * @throws IOException if no answer comes in time, or the answer is an error
     */
    public Answer ask(String question, String alias, Duration limit) throws IOException {
        return ask(question, alias, ContentHash.seed(Ground.ASK, UUID.randomUUID()), limit);
    }

    /**
     * Asks with a seed of one's own: the same model then draws the same words.
     *
     * @throws IOException if no answer comes in time, or the answer is an error
     */
    public Answer ask(String question, String alias, long seed, Duration limit) throws IOException {
        Topic<Completion> completions = Topics.completions(Ground.ASK);
        Deserializer<Completion> values = cluster.serdes().values(completions).deserializer();
        GenerationRequest request = request(question, alias, seed);
        List<Completion> found = new ArrayList<>();
        try (TopicScan scan = new TopicScan(cluster, List.of(completions.name()))) {
            try (Writer writer = new Writer(cluster)) {
                writer.send(Topics.requests(Ground.ASK), request.getRequestId(), request);
            }
            long endNanos = System.nanoTime() + limit.toNanos();
            while (found.isEmpty() && System.nanoTime() < endNanos) {
                scan.poll(POLL, record -> {
                    if (request.getRequestId().equals(record.key())) {
                        found.add(values.deserialize(record.topic(), record.value()));
                    }
                });
            }
        }
        if (found.isEmpty()) {
            throw new IOException("no answer came within " + limit.toSeconds() + " s (request " + request.getRequestId()
                    + "); it stays pending and will be answered");
        }
        return read(found.get(0));
    }

    private static Answer read(Completion completion) throws IOException {
        if (completion.getError().isPresent()) {
            throw new IOException(completion.getError().get().getReason() + ": "
                    + completion.getError().get().getMessage());
        }
        return completion
                .getLineage()
                .getCall()
                .map(call -> new Answer(completion.getText().strip(), call.getModel(), call.getCompletionTokens()))
                .orElseGet(() -> new Answer(completion.getText().strip(), "unknown", 0));
    }

    private GenerationRequest request(String question, String alias, long seed) {
        EngravingPrompt prompt = principles.engraving();
        String id = ContentHash.of(Ground.ASK, UUID.randomUUID());
        long now = System.currentTimeMillis();
        return GenerationRequest.newBuilder()
                .setRequestId(id)
                .setStep(Ground.ASK)
                .setAlias(alias)
                .setKind(RequestKind.GENERATE)
                .setText(prompt.prompt(question, ""))
                .setSampling(new Sampling(
                        prompt.sampling().temperature(),
                        prompt.sampling().topP(),
                        prompt.sampling().maxTokens(),
                        prompt.stop()))
                .setSeed(seed)
                .setSampleNumber(0)
                .setAttempt(0)
                .setLineage(Lineage.newBuilder()
                        .setRun(Ground.ASK)
                        .setSource(Ground.ASK)
                        .setPrinciples(principles.version())
                        .setParents(List.of())
                        .setTimings(List.of(new Timing(Ground.ASK, now, now)))
                        .build())
                .build();
    }
}
