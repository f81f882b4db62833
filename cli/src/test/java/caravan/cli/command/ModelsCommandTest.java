package caravan.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.cli.config.CaravanConfig;
import caravan.cli.host.LocalCluster;
import caravan.cli.host.ScriptedConfig;
import caravan.cli.host.Tables;
import caravan.cli.host.Writer;
import caravan.cli.models.Catalogue;
import caravan.schemas.BehaviourScore;
import caravan.schemas.Evaluation;
import caravan.schemas.EvaluationDecision;
import caravan.schemas.Model;
import caravan.schemas.ModelKind;
import caravan.schemas.Serving;
import caravan.schemas.TopicCreation;
import caravan.schemas.TopicDefinition;
import caravan.schemas.Topics;
import caravan.trainer.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a person decides about models, and models that are called by their version, on a real broker. */
@Timeout(300)
class ModelsCommandTest {
    private static final Path POCKET = Path.of("../inference/pocket").toAbsolutePath();

    @TempDir
    private Path data;

    private CaravanConfig config;

    @BeforeEach
    void publish() throws IOException {
        config = ScriptedConfig.in(data, 0);
        try (LocalCluster local = LocalCluster.start(config)) {
            try (Admin admin = Admin.create(
                    Map.of("bootstrap.servers", (Object) local.cluster().bootstrapServers()))) {
                new TopicCreation(admin, 1).ensure(TopicDefinition.path(1));
            }
            try (Writer writer = new Writer(local.cluster())) {
                writer.send(Topics.MODELS, "pocket-1", model("pocket-1", ModelKind.BASE))
                        .send(Topics.MODELS, "withheld", model("withheld", ModelKind.FULL))
                        .send(Topics.EVALUATIONS, "withheld", refusal())
                        .send(Topics.SERVING, "base", new Serving("base", "pocket-1", "start", 1L))
                        .send(Topics.SERVING, "aligned", new Serving("aligned", "pocket-1", "start", 1L));
            }
        }
    }

    @Test
    void anAcceptedModelIsServedAndCountsAmongThoseThatLaterOnesAreHeldAgainst() throws IOException {
        Called accepted = call("models", "accept", "withheld");
        Called listed = call("models");
        Called unknown = call("models", "accept", "nobody");

        assertThat(accepted.out()).contains("aligned means withheld from now on");
        assertThat(listed.out())
                .containsPattern("withheld +full +.*aligned")
                .contains("accepted: a person decided so; the gate had said: worse by 9 points");
        assertThat(unknown.exitCode()).isNotZero();
        assertThat(unknown.err()).contains("there is no model nobody");
        try (LocalCluster local = LocalCluster.start(config)) {
            assertThat(Tables.latest(local.cluster(), Topics.SERVING).get("aligned"))
                    .extracting(Serving::getVersion, Serving::getBy)
                    .containsExactly("withheld", "a person");
            Catalogue catalogue = Catalogue.read(local.cluster());
            assertThat(new Standing(catalogue.models(), Map.of(), catalogue.evaluations()).accepted("hash"))
                    .containsExactly(Map.entry("withheld", 0.6));
        }
    }

    @Test
    void modelsAreEvaluatedByVersionAndAlias() throws IOException {
        Path suite = data.resolve("small.jsonl");
        Files.writeString(suite, """
                {"id": "a", "behaviour": "words", "instruction": "Name a colour.", "right": ["Blue is a colour."], "wrong": ["xq zvk jjw qqp"]}
                {"id": "b", "behaviour": "words", "instruction": "Name a tree.", "right": ["The oak is a tree."], "wrong": ["kkp wzt bvx qqj"]}
                """);

        Called evaluated = call("eval", "withheld", "aligned", "--suite", suite.toString());
        Called unknown = call("eval", "nobody", "--suite", suite.toString());

        assertThat(evaluated.err()).isEmpty();
        assertThat(evaluated.out())
                .containsPattern("words +withheld +2 +100\\.0")
                .containsPattern("words +pocket-1 +2 +100\\.0");
        assertThat(unknown.err()).contains("nobody: is neither a model folder, nor an alias, nor a version");
    }

    private Called call(String... arguments) {
        String[] all = new String[arguments.length + 4];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--data";
        all[arguments.length + 1] = data.toString();
        all[arguments.length + 2] = "--set";
        all[arguments.length + 3] = "principles=../principles";
        return Called.with(all);
    }

    private static Model model(String version, ModelKind kind) {
        return new Model(version, kind, "pocket-1", POCKET.toUri().toString(), null, List.of(), Map.of(), Map.of(), 1L);
    }

    private static Evaluation refusal() {
        return Evaluation.newBuilder()
                .setId("refusal")
                .setModel("withheld")
                .setSuite("matches")
                .setSuiteHash("hash")
                .setItems(1_000)
                .setScores(List.of(new BehaviourScore("all", 1_000, 0.6, 0.57, 0.63)))
                .setComparisons(List.of())
                .setDecision(EvaluationDecision.REFUSED)
                .setReason("worse by 9 points")
                .setBy("trainer")
                .setAt(3L)
                .build();
    }
}
