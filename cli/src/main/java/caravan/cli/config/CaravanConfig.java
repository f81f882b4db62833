package caravan.cli.config;

import caravan.streams.PipelineSettings;
import caravan.trainer.engrave.EngravingSettings;
import caravan.trainer.gate.GateSettings;
import java.nio.file.Path;
import java.util.Map;

/**
 * Everything that can be set. What a file does not name keeps its default.
 *
 * @param data folder of everything that must survive a restart: broker log, stores, data sets, models
 * @param principles folder of the constitution, exemplars, seed tasks and templates
 * @param targetExamples examples after which a run is complete; 0 goes on for ever
 * @param kafka the cluster
 * @param registry the schema registry
 * @param serde {@code avro}, or the class of a Kafka serde that takes its settings from {@code kafka.properties}
 * @param model the base model
 * @param steps settings of each step
 * @param sources prompt sources by name; each names its {@code kind} and that kind's own settings, and may have a
 *     {@code weight} and a {@code rate-per-second}
 * @param backlogMax prompts on the way at which sources wait, at least 1; 0 sets no limit
 * @param trainer how a dataset is engraved
 * @param gate what a trained model must pass to be served
 * @param metrics the Prometheus endpoint
 * @param tracing where the spans of records' ways go
 * @param console the web console
 */
public record CaravanConfig(
        Path data,
        Path principles,
        long targetExamples,
        KafkaSection kafka,
        RegistrySection registry,
        String serde,
        ModelSection model,
        PipelineSettings steps,
        Map<String, Map<String, String>> sources,
        long backlogMax,
        EngravingSettings trainer,
        GateSettings gate,
        MetricsSection metrics,
        TracingSection tracing,
        ConsoleSection console) {
    /** The serde that comes along. */
    public static final String AVRO = "avro";

    public CaravanConfig {
        Rule.require(targetExamples >= 0, "target-examples must be at least 0", targetExamples);
        Rule.require(backlogMax >= 0, "backlog-max must be at least 0", backlogMax);
        Rule.require(
                serde.equals(AVRO) || serde.matches("([A-Za-z_$][\\w$]*\\.)+[A-Za-z_$][\\w$]*"),
                "serde must be 'avro' or a class name",
                serde);
        sources = Map.copyOf(sources);
    }

    /** The defaults; {@code home} is the folder that Caravan itself lies in. */
    public static CaravanConfig defaults(Path home) {
        return new CaravanConfig(
                Path.of("data").toAbsolutePath(),
                home.resolve("principles"),
                50,
                KafkaSection.DEFAULTS,
                RegistrySection.DEFAULTS,
                AVRO,
                ModelSection.DEFAULTS,
                PipelineSettings.DEFAULTS,
                Map.of(),
                10_000,
                EngravingSettings.defaults(),
                GateSettings.DEFAULTS,
                MetricsSection.DEFAULTS,
                TracingSection.DEFAULTS,
                ConsoleSection.DEFAULTS);
    }
}
