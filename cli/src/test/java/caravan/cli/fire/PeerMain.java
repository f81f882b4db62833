package caravan.cli.fire;

import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.SamplingParams;
import caravan.schemas.Completion;
import caravan.schemas.FinishReason;
import caravan.schemas.GenerationRequest;
import caravan.schemas.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Another way to call the same engine, as a process: the arguments of {@link GenerateMain}, the last of which names the
 * way.
 */
final class PeerMain {
    private PeerMain() {}

    /** Ways to call an engine for the records of a topic. */
    enum Way {
        /** The operator, as everywhere. */
        OPERATOR("the operator"),
        /** Kafka Streams whose {@code process()} waits for the answer, exactly once, a thread for each partition. */
        BLOCKING("process() that waits"),
        /** Consumers of a share group, which acknowledge a record when its result is written. */
        SHARE("share group"),
        /** Confluent's parallel-consumer, unordered, with its transactional producer. */
        PARALLEL("parallel-consumer");

        private final String title;

        Way(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    static Child start(Site site, String instance, FakeModel.Pace pace, Way way) throws IOException {
        if (way == Way.OPERATOR) {
            return GenerateMain.start(site, instance, pace, GenerateMain.ALONE);
        }
        return Child.start(
                PeerMain.class,
                site.log(instance),
                site.folder(),
                site.brokers(),
                instance,
                pace.batch(),
                pace.millis(),
                way);
    }

    public static void main(String[] arguments) throws Exception {
        Site site = new Site(Path.of(arguments[0]), arguments[1]);
        String instance = arguments[2];
        FakeModel.Pace pace = new FakeModel.Pace(Integer.parseInt(arguments[3]), Long.parseLong(arguments[4]));
        FakeModel model = new FakeModel(pace, site.calls(instance), Marks.begin(site.marks(instance)));
        switch (Way.valueOf(arguments[5])) {
            case BLOCKING -> BlockingPeer.start(site, instance, model);
            case SHARE -> SharePeer.start(site, model);
            case PARALLEL -> ParallelPeer.start(site, model);
            case OPERATOR -> throw new IllegalArgumentException("the operator is started by GenerateMain");
        }
        Child.awaitLeave();
        Runtime.getRuntime().halt(0);
    }

    /** The call of a request; the peers know no aliases and prefixes. */
    static GenerationCall call(GenerationRequest request) {
        SamplingParams params = new SamplingParams(0.7, 0.9, 64, List.of());
        return new GenerationCall("fake-1", Optional.empty(), request.getText(), params, request.getSeed(), 1);
    }

    static Completion completion(GenerationRequest request, Generation generation) {
        return Completion.newBuilder()
                .setRequestId(request.getRequestId())
                .setCallId("")
                .setRequest(request)
                .setText(generation.text())
                .setFinishReason(FinishReason.STOP)
                .setStopString(null)
                .setError(null)
                .setFromMemo(false)
                .setLineage(request.getLineage())
                .build();
    }

    static byte[] bytes(Completion completion) {
        return Site.serdes()
                .values(Topics.completions(Site.STEP))
                .serializer()
                .serialize(Topics.completions(Site.STEP).name(), completion);
    }

    static GenerationRequest request(byte[] bytes) {
        return Site.serdes()
                .values(Topics.requests(Site.STEP))
                .deserializer()
                .deserialize(Topics.requests(Site.STEP).name(), bytes);
    }
}
