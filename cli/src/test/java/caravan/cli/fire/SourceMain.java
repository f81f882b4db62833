package caravan.cli.fire;

import caravan.producers.Origin;
import caravan.producers.host.SourceHost;
import caravan.producers.host.SourceKinds;
import caravan.producers.host.Surroundings;
import caravan.schemas.CommittedClients;
import caravan.schemas.registry.InMemorySchemaRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** One process that may run sources: the site's folder and brokers, and the instance's name. */
final class SourceMain {
    private SourceMain() {}

    static Child start(Site site, String instance) throws IOException {
        return Child.start(SourceMain.class, site.log(instance), site.folder(), site.brokers(), instance);
    }

    public static void main(String[] arguments) throws IOException {
        Site site = new Site(Path.of(arguments[0]), arguments[1]);
        SourceHost host = host(site, arguments[2]);
        host.start();
        Child.awaitLeave();
        host.close();
        Runtime.getRuntime().halt(0);
    }

    /** A host of a site's sources, whose prompts join a run that there always is. */
    static SourceHost host(Site site, String instance) {
        Map<String, Object> client = site.client();
        client.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance);
        client.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
        client.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_000);
        Surroundings around = new Surroundings(
                new CommittedClients(client),
                Site.serdes(),
                new InMemorySchemaRegistry(),
                instance,
                source -> Optional.of(new Origin(source, "run-1", 0, "principles")),
                List::of,
                () -> 0,
                new SimpleMeterRegistry());
        return new SourceHost(around, new SourceKinds(SourceMain.class.getClassLoader()), 0);
    }
}
