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
import org.yaml.snakeyaml.Yaml;

/** What the dashboard and the alerts that are shipped ask Prometheus for. */
final class Queries {
    static final Path INFRA = Path.of("..", "infra").toAbsolutePath().normalize();

    private static final Pattern METRIC = Pattern.compile("caravan_[a-z_]+");

    private Queries() {}

    /** Of every panel, each as it stands there. */
    static List<String> ofDashboard() throws IOException {
        JsonNode dashboard = new ObjectMapper()
                .readTree(INFRA.resolve("grafana").resolve("caravan.json").toFile());
        return dashboard.findValues("expr").stream().map(JsonNode::asText).toList();
    }

    /** The names of all metrics that the dashboard and the alerts are made of. */
    static Set<String> metrics() throws IOException {
        String rules = Files.readString(INFRA.resolve("prometheus").resolve("alerts.yaml"));
        JsonNode alerts = new ObjectMapper().valueToTree(new Yaml().<Object>load(rules));
        List<String> expressions = new ArrayList<>(ofDashboard());
        alerts.findValues("expr").forEach(expression -> expressions.add(expression.asText()));
        Set<String> names = new TreeSet<>();
        for (String expression : expressions) {
            Matcher name = METRIC.matcher(expression);
            while (name.find()) {
                names.add(name.group());
            }
        }
        return names;
    }
}
