package caravan.streams.collect;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** The clients of Kafka that a session needs; each is new, and closed by the session. */
interface CollectorClients {
    /** A member of the group in which the one partition of {@code datasets} elects the writer. */
    Consumer<byte[], byte[]> election();

    /** A reader of committed records outside any group. */
    Consumer<byte[], byte[]> reader();

    /** Sends in transactions; when it is given, every other one is fenced. */
    Producer<String, byte[]> fencedProducer();
}
