package caravan.cli.fire;

import caravan.cli.embedded.BrokerSettings;
import caravan.cli.embedded.EmbeddedBroker;
import caravan.schemas.wire.RecordSerdes;
import caravan.streams.flow.LocalState;
import caravan.streams.flow.StreamsDefaults;
import caravan.streams.generate.GenerateSettings;
import caravan.streams.generate.GenerateTopology;
import caravan.streams.generate.TopicRecall;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/**
 * One instance of generate: the site's folder and brokers, the instance's name, the fake model's pace, and the word
 * {@code alone}, or {@code with-broker} for one that hosts the broker too.
 */
final class GenerateMain {
    static final String ALONE = "alone";
    static final String WITH_BROKER = "with-broker";

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);
    private static final long VITALS_MILLIS = 10_000;

    private GenerateMain() {}

    /** Starts one as a child. */
    static Child start(Site site, String instance, FakeModel.Pace pace, String how) throws IOException {
        return Child.start(
                GenerateMain.class,
                site.log(instance),
                site.folder(),
                site.brokers(),
                instance,
                pace.batch(),
                pace.millis(),
                how);
    }

    public static void main(String[] arguments) throws IOException {
        Site site = new Site(Path.of(arguments[0]), arguments[1]);
        String instance = arguments[2];
        FakeModel.Pace pace = new FakeModel.Pace(Integer.parseInt(arguments[3]), Long.parseLong(arguments[4]));
        Marks marks = Marks.begin(site.marks(instance));
        if (arguments[5].equals(WITH_BROKER)) {
            EmbeddedBroker.start(BrokerSettings.in(site.broker()).at(Site.portOf(site.brokers())));
        }
        AtomicLong longestTurnNanos = new AtomicLong();
        FakeModel model = new FakeModel(pace, site.calls(instance), marks);
        Topology topology = topology(site, model);
        Probe.addTo(topology, Site.STEP + "-requests", longestTurnNanos);
        Properties settings = settings(site, instance);
        KafkaStreams streams = streams(topology, settings);
        streams.setStateListener((now, before) -> reached(now, marks));
        marks.reach(Marks.Point.STARTING);
        LocalState localState = LocalState.of(settings);
        localState.begin();
        streams.start();
        Vitals.write(new Vitals.Watched(streams, model, longestTurnNanos), site.vitals(instance), VITALS_MILLIS);
        Child.awaitLeave();
        if (streams.close(StreamsDefaults.forScaleDown(CLOSE_LIMIT))) {
            localState.endInOrder();
        }
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

    private static void reached(KafkaStreams.State state, Marks marks) {
        if (state == KafkaStreams.State.REBALANCING) {
            marks.reach(Marks.Point.ASSIGNED);
        } else if (state == KafkaStreams.State.RUNNING) {
            marks.reach(Marks.Point.RUNNING);
        }
    }

    private static Properties settings(Site site, String instance) {
        Properties settings = new StreamsDefaults(site.brokers(), site.state(instance), instance, 1, site.brokerCount())
                .of(GenerateTopology.STEP);
        settings.putAll(GenerateTopology.overrides());
        return settings;
    }

    private static KafkaStreams streams(Topology topology, Properties settings) {
        KafkaStreams streams = new KafkaStreams(topology, settings);
        streams.setUncaughtExceptionHandler(failure -> {
            failure.printStackTrace();
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        return streams;
    }
}
