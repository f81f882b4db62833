package caravan.cli.embedded;

import org.junit.jupiter.api.Timeout;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/** The same contract by the released image, where a Docker engine runs; else skipped. */
@Timeout(300)
@Testcontainers(disabledWithoutDocker = true)
class ContainerBrokerContractTest implements BrokerContract {
    @Container
    private static final KafkaContainer BROKER = new KafkaContainer("apache/kafka:4.3.1");

    @Override
    public String bootstrapServers() {
        return BROKER.getBootstrapServers();
    }
}
