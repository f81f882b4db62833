package caravan.cli.embedded;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.apache.kafka.metadata.BrokerRegistration;
import org.apache.kafka.metadata.ControllerRegistration;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * What a killed broker left in the metadata: that it is alive and leads every partition. Its controller is started
 * alone, so that nobody sends it heartbeats, until it has seen that the broker is gone.
 *
 * <p>Without this, committed transactions can be lost. A broker that starts while its former self counts as alive leads
 * its partitions at once and finds, in the transaction log, those that were committed or aborted but not yet marked in
 * their partitions. It sends the markers to its former address. Then the controller notices the new life and takes all
 * leadership away for a moment; and Kafka from 4.2 on, up to 4.3.1 at least, takes a partition without a leader for one
 * that was deleted (KAFKA-20734: {@code KRaftMetadataCache.getPartitionLeaderEndpoint} is empty where it was "no
 * node"). It skips the markers and writes that the transaction is complete. Its records then are neither committed nor
 * aborted, for ever: readers of committed records stop before them, and the offsets committed with them stay unstable.
 */
final class FormerLife {
    private static final Logger LOG = LoggerFactory.getLogger(FormerLife.class);
    private static final long END_LIMIT_MILLIS = 60_000;

    private FormerLife() {}

    /**
     * Returns when the node's broker counts as gone, at once if it was stopped in order.
     *
     * @param controller settings of the same node as a controller alone, with a short broker session
     */
    static void end(KafkaConfig controller) {
        Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> folder =
                KafkaRaftServer.initializeLogDirs(controller, LOG, "[former life] ");
        try (Metrics metrics = new Metrics()) {
            QuorumConfig quorum = controller.quorumConfig();
            SharedServer shared = new SharedServer(
                    controller,
                    folder._1(),
                    Time.SYSTEM,
                    metrics,
                    CompletableFuture.completedFuture(QuorumConfig.parseVoterConnections(quorum.voters())),
                    QuorumConfig.parseBootstrapServers(quorum.bootstrapServers()),
                    new StandardFaultHandlerFactory(),
                    ServerSocketFactory.INSTANCE);
            ControllerServer server = new ControllerServer(shared, KafkaRaftServer.configSchema(), folder._2());
            try {
                server.startup();
                awaitEnd(shared, new Watcher(controller.nodeId(), server.incarnationId()));
            } finally {
                server.shutdown();
                server.awaitShutdown();
            }
        }
    }

    private static void awaitEnd(SharedServer shared, Watcher watcher) {
        try {
            shared.loader().installPublishers(List.of(watcher)).get(END_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
            watcher.ended.get(END_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedStartException("interrupted while the former broker's registration was ended", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new EmbeddedStartException(
                    "broker " + watcher.node + ": its former registration did not end within " + END_LIMIT_MILLIS
                            + " ms; starting beside it could lose committed transactions",
                    e);
        }
    }

    /**
     * Sees each version of the metadata, the first time as a whole. It also waits for the controller's own
     * registration: stopped in the middle of that, a controller logs an error.
     */
    private static final class Watcher implements MetadataPublisher {
        private final int node;
        private final Uuid incarnation;
        private final CompletableFuture<Void> ended = new CompletableFuture<>();

        Watcher(int node, Uuid incarnation) {
            this.node = node;
            this.incarnation = incarnation;
        }

        @Override
        public String name() {
            return "former-life-" + node;
        }

        @Override
        public void onMetadataUpdate(MetadataDelta delta, MetadataImage image, LoaderManifest manifest) {
            BrokerRegistration broker = image.cluster().broker(node);
            ControllerRegistration controller = image.cluster().controllers().get(node);
            if ((broker == null || broker.fenced())
                    && controller != null
                    && controller.incarnationId().equals(incarnation)) {
                ended.complete(null);
            }
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
