package caravan.cli.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** What the dashboards and the alerts that are shipped ask Prometheus for. */
final class Queries {
    static final Path INFRA = Path.of("..", "infra").toAbsolutePath().normalize();

    private static final Pattern SELECTOR = Pattern.compile("(?:(?:caravan|kafka)_[a-z_]+|\\bup\\b)(?:\\{[^}]*})?");

    private Queries() {}

    /** Of every panel of every dashboard, each as it stands there. */
    static List<String> ofDashboards() throws IOException {
        List<String> queries = new ArrayList<>();
        for (Path dashboard : dashboards()) {
            new ObjectMapper()
                    .readTree(dashboard.toFile())
                    .findValues("expr")
                    .forEach(expression -> queries.add(expression.asText()));
        }
        return queries;
    }

    /** Every selection of series that an alert is made of: an alert itself gives nothing while all goes well. */
    static Set<String> ofAlerts() throws IOException {
        String rules = Files.readString(INFRA.resolve("prometheus").resolve("alerts.yaml"));
        JsonNode alerts = new ObjectMapper().valueToTree(new Yaml().<Object>load(rules));
        Set<String> selectors = new TreeSet<>();
        for (JsonNode expression : alerts.findValues("expr")) {
            Matcher selector = SELECTOR.matcher(expression.asText());
            while (selector.find()) {
                selectors.add(selector.group());
            }
        }
        return selectors;
    }

    /** The files of all dashboards. */
    static List<Path> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(INFRA.resolve("grafana"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }
}
