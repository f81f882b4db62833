package caravan.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import caravan.inference.openai.OpenAiSettings;
import caravan.streams.align.AlignSettings;
import caravan.streams.collect.SealingRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    @TempDir
    private Path folder;

    @Test
    void reportsEveryErrorAtOnceEachWithItsLine() throws IOException {
        ConfigException thrown = failure("""
                # A comment.
                target-examples: many
                brokr: here
                kafka:
                  bootstrap-servers: nowhere
                  port: 70000
                  replication: 0
                  properties: none
                registry: http://localhost:8081
                model:
                  dtype: f64
                  threds: 2
                  threads: 0
                model: pocket
                """);

        assertThat(thrown.problems())
                .containsExactlyInAnyOrder(
                        "caravan.yaml:14: key 'model' stands twice, first at caravan.yaml:10",
                        "caravan.yaml:2: 'target-examples' must be a whole number in [-9223372036854775808,"
                                + " 9223372036854775807], was 'many'",
                        "caravan.yaml:3: unknown key 'brokr'; known here: data, principles, target-examples, kafka,"
                                + " registry, serde, model, steps, sources, backlog-max, trainer, gate, metrics, tracing,"
                                + " console",
                        "caravan.yaml:5: bootstrap-servers must be 'embedded' or host:port, more divided by commas,"
                                + " was nowhere",
                        "caravan.yaml:6: port must be in [0, 65535], was 70000",
                        "caravan.yaml:7: replication must be at least 1, was 0",
                        "caravan.yaml:8: 'properties' must be a section of names and values, was the value 'none'",
                        "caravan.yaml:9: 'registry' must be a section, was the value 'http://localhost:8081'",
                        "caravan.yaml:14: 'model' must be a section, was the value 'pocket'");
    }

    @Test
    void guessesTheKeyThatWasMeant() throws IOException {
        ConfigException thrown = failure("""
                model:
                  threds: 2
                  dtype: f64
                """);

        assertThat(thrown.problems())
                .containsExactly(
                        "caravan.yaml:2: unknown key 'threds'; did you mean 'threads'?",
                        "caravan.yaml:3: 'dtype' must be one of float32, bfloat16, float64, int8; was 'f64'");
    }

    @Test
    void boundsTheMemoryOfKeysAndValuesInMebibytes() throws IOException {
        assertThat(load("model:\n  cache-mebibytes-max: 512\n").model().engine().cacheBytesMax())
                .isEqualTo(512L << 20);
        assertThat(failure("model:\n  cache-mebibytes-max: 0\n").problems())
                .containsExactly("caravan.yaml:2: cache-mebibytes-max must be in [1, 1073741824], was 0");
    }

    @Test
    void takesTheRulesByWhichDatasetsAreSealed() throws IOException {
        SealingRules rules = load("""
                        steps:
                          collect:
                            seal-examples: 1000
                            seal-after: 6h
                            seal-bytes: 10_000_000
                        """).steps().collect();

        assertThat(rules).isEqualTo(new SealingRules(1_000, Duration.ofHours(6), 10_000_000, Duration.ofMinutes(2)));
        assertThat(failure("steps:\n  collect:\n    seal-examples: -1\n").problems())
                .containsExactly("caravan.yaml:3: sealExamples must be at least 0, was -1");
    }

    @Test
    void namesTheLineWhereYamlBreaks() throws IOException {
        ConfigException thrown = failure("data: here\nkafka: [1, 2\nmodel: x\n");

        assertThat(thrown.problems()).hasSize(1);
        assertThat(thrown.problems().get(0)).startsWith("caravan.yaml:3: is not YAML: ");
    }

    @Test
    void keepsTheDefaultOfWhatIsNotNamed() throws IOException {
        CaravanConfig config = load("kafka:\n  bootstrap-servers: a:9092,b:9092\n  replication: 3\n");

        assertThat(config.kafka().isEmbedded()).isFalse();
        assertThat(config.kafka().replication()).isEqualTo(3);
        assertThat(config.registry().isEmbedded()).isTrue();
        assertThat(config.targetExamples()).isEqualTo(50);
        assertThat(config.principles()).isEqualTo(folder.resolve("principles"));
    }

    @Test
    void readsAnEmptyFileAsTheDefaults() throws IOException {
        assertThat(load("# nothing\n")).isEqualTo(CaravanConfig.defaults(folder));
    }

    @Test
    void letsFileAndOptionsWinOverACommandsOwnDefaults() throws IOException {
        Path file = Files.writeString(folder.resolve("caravan.yaml"), "steps:\n  align:\n    model: base\n");
        List<String> defaults = List.of(
                "steps.align.model=aligned", "steps.novelty.across-runs=true", "steps.novelty.machine-exemplars=2");

        CaravanConfig config =
                ConfigFile.load(Optional.of(file), defaults, List.of("steps.novelty.machine-exemplars=3"), folder);

        assertThat(config.steps().align().model()).isEqualTo(AlignSettings.Model.BASE);
        assertThat(config.steps().novelty().acrossRuns()).isTrue();
        assertThat(config.steps().novelty().machineExemplars()).isEqualTo(3);
    }

    @Test
    void takesPathsRelativeToTheFile() throws IOException {
        assertThat(load("data: here\n").data()).isEqualTo(folder.resolve("here"));
    }

    @Test
    void letsAnOptionWinOverTheFile() throws IOException {
        CaravanConfig config = load(
                "model:\n  threads: 1\n",
                "model.threads=3",
                "kafka.properties.security.protocol=SASL_SSL",
                "kafka.properties.sasl.mechanism=PLAIN");

        assertThat(config.model().threads()).isEqualTo(3);
        assertThat(config.kafka().properties())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "PLAIN");
    }

    @Test
    void namesTheOptionThatIsWrong() {
        ConfigException thrown = catchThrowableOfType(
                ConfigException.class,
                () -> ConfigFile.load(Optional.empty(), List.of("model.threads=none", "metrics", "modl.x=1"), folder));

        assertThat(thrown.problems())
                .containsExactlyInAnyOrder(
                        "--set metrics: must be key=value, for example model.threads=2",
                        "--set model.threads: 'threads' must be a whole number in [-2147483648, 2147483647], was"
                                + " 'none'",
                        "--set modl.x: unknown key 'modl'; did you mean 'model'?");
    }

    @Test
    void refusesReplicationThatOneEmbeddedNodeCannotGive() throws IOException {
        assertThat(failure("kafka:\n  replication: 3\n").problems())
                .containsExactly("caravan.yaml:2: replication must be 1 with the embedded broker, which is one node,"
                        + " was 3");
    }

    @Test
    void saysWhatIsWrongWithTheServerThatIsToBeAsked() throws IOException {
        ConfigException thrown = failure("""
                model:
                  backend: vllm
                  openai:
                    base-url: localhost:8000
                    model-name: ""
                    key-variable: "sk-12 34"
                    api-key: sk-1234
                    concurrency-max: 0
                    cost-max: 5
                """);

        assertThat(thrown.problems())
                .contains(
                        "caravan.yaml:2: 'backend' must be one of djl, openai; was 'vllm'",
                        "caravan.yaml:4: base-url must begin with http:// or https://, name a host and hold no user,"
                                + " query or fragment, was localhost:8000",
                        "caravan.yaml:5: model-name must name the model as its server does, was blank",
                        "caravan.yaml:6: key-variable must be the name of an environment variable, was another text",
                        "caravan.yaml:8: concurrency-max must be at least 1, was 0",
                        "caravan.yaml:9: cost-max must come with a prompt-price or completion-price, without which"
                                + " nothing costs, was 5.0")
                .hasSize(7)
                .noneMatch(problem -> problem.contains("sk-1"));
    }

    @Test
    void readsTheServerThatIsToBeAsked() throws IOException {
        OpenAiSection openai = load("""
                        model:
                          backend: openai
                          openai:
                            base-url: http://gpu:8000/v1
                            model-name: meta/llama
                            key-variable: MODEL_KEY
                            endpoint: chat
                        """).model().openai();

        assertThat(openai.settings().baseUrl()).hasToString("http://gpu:8000/v1");
        assertThat(openai.settings().endpoint()).isEqualTo(OpenAiSettings.Endpoint.CHAT);
        assertThat(openai.keyVariable()).isEqualTo("MODEL_KEY");
    }

    private CaravanConfig load(String text, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("caravan.yaml"), text, StandardCharsets.UTF_8);
        return ConfigFile.load(Optional.of(file), List.of(options), folder);
    }

    private ConfigException failure(String text) {
        return catchThrowableOfType(ConfigException.class, () -> load(text));
    }
}
