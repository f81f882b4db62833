package caravan.cli.host;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One answer of the metrics endpoint.
 *
 * @param labels of each metric that it holds, under the name that {@code # TYPE} gives it
 * @param text the answer
 */
record Scrape(Map<String, Set<String>> labels, String text) {
    private static final Pattern TYPE = Pattern.compile("# TYPE ([a-z0-9_]+) .*");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");
    /** Those of the parts of a histogram. */
    private static final Set<String> OF_PARTS = Set.of("le", "quantile");

    static Scrape of(URI metrics) throws IOException, InterruptedException {
        String text = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                .body();
        Map<String, Set<String>> labels = new TreeMap<>();
        Set<String> of = new TreeSet<>();
        for (String line : text.lines().toList()) {
            Matcher type = TYPE.matcher(line);
            if (type.matches()) {
                String name = type.group(1);
                // Micrometer shows a timer's longest as a metric of its own.
                of = new TreeSet<>();
                if (!name.endsWith("_seconds_max") && !name.equals("caravan_engine_batch_max")) {
                    labels.put(name, of);
                }
            } else if (!line.startsWith("#")) {
                LABEL.matcher(line).results().map(found -> found.group(1)).forEach(of::add);
            }
        }
        labels.values().forEach(each -> each.removeAll(OF_PARTS));
        return new Scrape(labels, text);
    }

    /** The metrics whose names begin so. */
    Map<String, Set<String>> beginning(String prefix) {
        Map<String, Set<String>> chosen = new TreeMap<>(labels);
        chosen.keySet().removeIf(name -> !name.startsWith(prefix));
        return chosen;
    }
}
