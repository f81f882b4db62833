package caravan.cli.fire;

import caravan.cli.embedded.BrokerSettings;
import caravan.cli.embedded.EmbeddedBroker;
import caravan.schemas.wire.RecordSerdes;
import caravan.streams.flow.StreamsDefaults;
import caravan.streams.generate.GenerateSettings;
import caravan.streams.generate.GenerateTopology;
import caravan.streams.generate.TopicRecall;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/**
 * One instance of generate: the site's folder and port, the instance's name, the fake model's pace, and the word
 * {@code alone}, or {@code with-broker} for one that hosts the broker too.
 */
final class GenerateMain {
    static final String ALONE = "alone";
    static final String WITH_BROKER = "with-broker";

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);

    private GenerateMain() {}

    /** Starts one as a child. */
    static Child start(Site site, String instance, FakeModel.Pace pace, String how) throws IOException {
        return Child.start(
                GenerateMain.class,
                site.log(instance),
                site.folder(),
                site.port(),
                instance,
                pace.batch(),
                pace.millis(),
                how);
    }

    public static void main(String[] arguments) throws IOException {
        Site site = new Site(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        String instance = arguments[2];
        FakeModel.Pace pace = new FakeModel.Pace(Integer.parseInt(arguments[3]), Long.parseLong(arguments[4]));
        if (arguments[5].equals(WITH_BROKER)) {
            EmbeddedBroker.start(BrokerSettings.in(site.broker()).at(site.port()));
        }
        KafkaStreams streams = streams(site, instance, pace);
        streams.start();
        Child.awaitLeave();
        streams.close(StreamsDefaults.forScaleDown(CLOSE_LIMIT));
        Runtime.getRuntime().halt(0);
    }

    /** The topology as it is run everywhere. */
    static Topology topology(Site site, FakeModel model) {
        RecordSerdes serdes = Site.serdes();
        return GenerateTopology.of(
                GenerateSettings.defaults(),
                model,
                TopicRecall.of(site.client(), serdes),
                serdes,
                new SimpleMeterRegistry());
    }

    private static KafkaStreams streams(Site site, String instance, FakeModel.Pace pace) {
        Properties settings = new StreamsDefaults("127.0.0.1:" + site.port(), site.state(instance), instance, 1, 1)
                .of(GenerateTopology.STEP);
        settings.putAll(GenerateTopology.overrides());
        KafkaStreams streams = new KafkaStreams(topology(site, new FakeModel(pace, site.calls(instance))), settings);
        streams.setUncaughtExceptionHandler(failure -> {
            failure.printStackTrace();
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        return streams;
    }
}
