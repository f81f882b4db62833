package caravan.cli.report;

import caravan.cli.audit.Audit;
import caravan.cli.audit.AuditReport;
import caravan.cli.audit.PathReader;
import caravan.cli.host.Cluster;
import caravan.cli.host.TopicScan;
import caravan.principles.Constitution;
import caravan.schemas.Topics;
import java.io.IOException;
import java.util.List;

/** Reads the topics of a cluster and makes the page. */
public final class Report {
    private final Cluster cluster;

    /** Of this cluster. */
    public Report(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The page's text; {@code constitution} names the principles that are counted. */
    public String html(Constitution constitution, String title) throws IOException {
        AuditReport books = new Audit(cluster).run();
        Tally tally = new Tally();
        PathReader reader = new PathReader(cluster);
        try (TopicScan scan = new TopicScan(
                cluster, List.of(Topics.INSTRUCTIONS.name(), Topics.RESPONSES.name(), Topics.YIELDS.name()))) {
            scan.toEnd(record -> reader.read(record).ifPresent(tally::enter));
        }
        return Page.of(books, tally, constitution, title);
    }
}
