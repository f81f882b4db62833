package caravan.cli.fire;

import caravan.schemas.Topics;
import caravan.streams.flow.StreamsDefaults;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** The plain way: a processor that waits for the answer, with as many threads as partitions. */
final class BlockingPeer {
    private BlockingPeer() {}

    static void start(Site site, String instance, FakeModel model) {
        Topology topology = new Topology();
        topology.addSource(
                "requests",
                Serdes.String().deserializer(),
                Serdes.ByteArray().deserializer(),
                Topics.requests(Site.STEP).name());
        topology.addProcessor("ask", () -> new Asking(model), "requests");
        topology.addSink(
                "completions",
                Topics.completions(Site.STEP).name(),
                Serdes.String().serializer(),
                Serdes.ByteArray().serializer(),
                "ask");
        Properties settings = new StreamsDefaults(
                        site.brokers(), site.state(instance), instance, Requests.PARTITIONS_OF_PEERS, 1)
                .of("generate");
        KafkaStreams streams = new KafkaStreams(topology, settings);
        streams.setUncaughtExceptionHandler(failure -> StreamThreadExceptionResponse.REPLACE_THREAD);
        streams.start();
    }

    private static final class Asking extends ContextualProcessor<String, byte[], String, byte[]> {
        private final FakeModel model;

        Asking(FakeModel model) {
            this.model = model;
        }

        @Override
        public void process(Record<String, byte[]> record) {
            var request = PeerMain.request(record.value());
            var answer = model.generate(PeerMain.call(request)).join();
            context().forward(record.withValue(PeerMain.bytes(PeerMain.completion(request, answer))));
        }
    }
}
