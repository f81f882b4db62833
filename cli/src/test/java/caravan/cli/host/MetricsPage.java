package caravan.cli.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What docs/metrics.md promises.
 *
 * @param labels of each metric of ours
 * @param late those of them that come with their first event
 * @param kafkas Kafka's own
 */
record MetricsPage(Map<String, Set<String>> labels, Set<String> late, Set<String> kafkas) {
    private static final Pattern ROW =
            Pattern.compile("\\| `(caravan_[a-z_]+)`( †)? \\| (?:counter|gauge|histogram|summary) \\| ([a-z, ]*)\\|.*");
    private static final Pattern KAFKA = Pattern.compile("`(kafka_[a-z_]+)`");

    static MetricsPage read() throws IOException {
        Map<String, Set<String>> labels = new TreeMap<>();
        Set<String> late = new TreeSet<>();
        String page = Files.readString(Path.of("..", "docs", "metrics.md"));
        page.lines().map(ROW::matcher).filter(Matcher::matches).forEach(row -> {
            Set<String> named = new HashSet<>(Set.of(row.group(3).strip().split(", ")));
            named.remove("");
            labels.put(row.group(1), named);
            if (row.group(2) != null) {
                late.add(row.group(1));
            }
        });
        Set<String> kafkas = new TreeSet<>();
        KAFKA.matcher(page).results().forEach(name -> kafkas.add(name.group(1)));
        return new MetricsPage(labels, late, kafkas);
    }
}
