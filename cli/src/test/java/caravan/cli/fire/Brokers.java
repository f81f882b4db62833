package caravan.cli.fire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;

/** The brokers of a site, each a process: the embedded one alone, or several that replicate everything. */
final class Brokers {
    private static final long START_MILLIS_MAX = 120_000;

    private final Site site;
    private final List<Child> children;

    private Brokers(Site site, List<Child> children) {
        this.site = site;
        this.children = children;
    }

    static Brokers start(Site site) throws IOException, InterruptedException {
        List<Child> children = new ArrayList<>();
        int count = site.brokerCount();
        if (count == 1) {
            children.add(Child.start(BrokerMain.class, site.log("broker"), site.broker(), site.brokers()));
        } else {
            String controllers = String.join(",", Site.freeAddresses(count));
            for (int node = 0; node < count; node++) {
                children.add(Child.start(
                        QuorumMain.class,
                        site.log("broker-" + node),
                        site.folder().resolve("broker-" + node),
                        node,
                        site.brokers(),
                        controllers));
            }
        }
        Brokers brokers = new Brokers(site, children);
        brokers.await("are not all there", Brokers::areThere);
        return brokers;
    }

    /** Any one of them, once all hold everything that is acknowledged: two that are away together are another trial. */
    Child next(Random chance) throws InterruptedException {
        if (children.size() > 1) {
            await("are not in sync", Brokers::areInSync);
        }
        return children.get(chance.nextInt(children.size()));
    }

    void leave() throws IOException, InterruptedException {
        for (Child child : children) {
            child.leave();
        }
    }

    /** Asks the brokers something. */
    private interface Question {
        boolean isTrue(Brokers brokers, Admin admin) throws InterruptedException, ExecutionException;
    }

    private void await(String otherwise, Question question) throws InterruptedException {
        long end = System.currentTimeMillis() + START_MILLIS_MAX;
        try (Admin admin = Admin.create(site.client())) {
            while (!isTrue(question, admin)) {
                if (System.currentTimeMillis() > end) {
                    throw new IllegalStateException(
                            "brokers " + site.brokers() + " " + otherwise + " after " + START_MILLIS_MAX + " ms");
                }
                Thread.sleep(200);
            }
        }
    }

    private boolean isTrue(Question question, Admin admin) throws InterruptedException {
        try {
            return question.isTrue(this, admin);
        } catch (ExecutionException e) {
            return false;
        }
    }

    private boolean areThere(Admin admin) throws InterruptedException, ExecutionException {
        return admin.describeCluster().nodes().get().size() == children.size();
    }

    private boolean areInSync(Admin admin) throws InterruptedException, ExecutionException {
        Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get();
        return admin.describeTopics(topics).allTopicNames().get().values().stream()
                .flatMap(topic -> topic.partitions().stream())
                .allMatch(partition -> partition.isr().size() == children.size());
    }
}
