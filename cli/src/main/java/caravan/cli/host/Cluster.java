package caravan.cli.host;

import caravan.cli.config.CaravanConfig;
import caravan.schemas.registry.HttpSchemaRegistry;
import caravan.schemas.registry.RegistrySettings;
import caravan.schemas.wire.AvroSerdes;
import caravan.schemas.wire.NamedSerdes;
import caravan.schemas.wire.RecordSerdes;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;

/**
 * Where a Kafka cluster and its schema registry are, and how to speak to them. Thread-safe.
 *
 * @param bootstrapServers the brokers
 * @param registry the schema registry
 * @param properties client properties that the configuration adds, such as those of security
 * @param serdes the serdes of every topic
 */
public record Cluster(String bootstrapServers, URI registry, Map<String, String> properties, RecordSerdes serdes) {
    /** The cluster of a configuration, found at the given addresses. */
    static Cluster at(String bootstrapServers, URI registry, CaravanConfig config) {
        Map<String, String> properties = config.kafka().properties();
        RecordSerdes serdes;
        if (config.serde().equals(CaravanConfig.AVRO)) {
            serdes = new AvroSerdes(schemas(registry, config));
        } else {
            Map<String, Object> settings = new HashMap<>(properties);
            settings.putIfAbsent("schema.registry.url", registry.toString());
            settings.putIfAbsent("specific.avro.reader", true);
            serdes = new NamedSerdes(config.serde(), settings);
        }
        return new Cluster(bootstrapServers, registry, properties, serdes);
    }

    static HttpSchemaRegistry schemas(URI registry, CaravanConfig config) {
        RegistrySettings settings = RegistrySettings.at(registry);
        return new HttpSchemaRegistry(config.registry()
                .userInfo()
                .map(user -> user.split(":", 2))
                .map(parts -> settings.basic(parts[0], parts[1]))
                .orElse(settings));
    }

    /** The properties of any client: where the brokers are, and what the configuration adds. */
    public Map<String, Object> client() {
        Map<String, Object> client = new HashMap<>(properties);
        client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return client;
    }

    /** A new admin client, for the caller to close. */
    public Admin admin() {
        return Admin.create(client());
    }
}
