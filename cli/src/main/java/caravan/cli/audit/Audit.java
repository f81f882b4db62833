package caravan.cli.audit;

import caravan.cli.host.Cluster;
import caravan.cli.host.TopicScan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Holds the topics to their sums, by id. It may be done while the steps work, because of the order in which it looks:
 * first at the offsets that the steps have committed, then at what waits for the model, then at the records. What was
 * handled at the first look has its outcome in the last one, or it is lost.
 */
public final class Audit {
    /** A transaction's records become visible partition by partition; a second look sees the rest of them. */
    private static final int LOOKS_MAX = 5;

    private final Cluster cluster;

    /** An audit of a cluster's topics. */
    public Audit(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Reads everything and adds it up. */
    public AuditReport run() {
        Handled handled = Handled.now(cluster);
        Map<Account, Set<String>> withModel = Map.of(
                Account.INSTRUCT_REQUESTS, PendingStore.ids(cluster, "instruct"),
                Account.ALIGN_REQUESTS, PendingStore.ids(cluster, "align"),
                Account.VERBOSE_REQUESTS, PendingStore.ids(cluster, "verbose"));
        Books books = new Books(true);
        Bookkeeper keeper = new Bookkeeper(cluster, books);
        Map<Account, Set<String>> handledIds = new EnumMap<>(Account.class);
        try (TopicScan scan = new TopicScan(cluster, PathReader.topics())) {
            AuditReport report;
            int looks = 0;
            do {
                scan.toEnd(record -> {
                    keeper.enter(record);
                    noteHandled(record, handled, handledIds);
                });
                report = report(books, handledIds, withModel);
            } while (!report.isBalanced() && ++looks < LOOKS_MAX);
            return report;
        }
    }

    private static void noteHandled(
            ConsumerRecord<String, byte[]> record, Handled handled, Map<Account, Set<String>> handledIds) {
        Arrays.stream(Account.values())
                .filter(account -> account.topic().equals(Optional.of(record.topic())))
                .filter(account -> handled.covers(account, record))
                .forEach(account -> handledIds
                        .computeIfAbsent(account, unknown -> new HashSet<>())
                        .add(record.key()));
    }

    private static AuditReport report(
            Books books, Map<Account, Set<String>> handledIds, Map<Account, Set<String>> withModel) {
        List<AuditReport.Line> lines = new ArrayList<>();
        for (Account account : Account.values()) {
            Ledger ledger = books.ledger(account);
            // Verbose cloning is off unless it is asked for; without it its accounts would only be in the way.
            if (account.name().startsWith("VERBOSE") && ledger.isEmpty()) {
                continue;
            }
            Set<String> handled = handledIds.getOrDefault(account, Set.of());
            Set<String> pending = withModel.getOrDefault(account, Set.of());
            long lost = account == Account.ITEMS
                    ? ledger.pending()
                    : ledger.pendingIds().stream()
                            .filter(handled::contains)
                            .filter(id -> !pending.contains(id))
                            .count();
            lines.add(new AuditReport.Line(
                    account,
                    ledger.ins(),
                    ledger.outcomes(),
                    ledger.pending() - lost,
                    lost,
                    ledger.surplus(),
                    ledger.duplicates()));
        }
        return new AuditReport(lines, books.rejections());
    }
}
