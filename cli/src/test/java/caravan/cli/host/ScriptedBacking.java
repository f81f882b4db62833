package caravan.cli.host;

import caravan.cli.config.CaravanConfig;
import caravan.inference.LanguageModel;
import caravan.principles.Principles;
import caravan.schemas.ModelKind;
import caravan.trainer.Engraver;
import caravan.trainer.Engraving;
import caravan.trainer.EngravingMetrics;
import caravan.trainer.EngravingProgress;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A scripted model, and a trainer that trains nothing and says how far it is and that it went well. */
public final class ScriptedBacking implements Backing {
    private static final int STEPS = 4;

    private final CaravanConfig config;
    private final long delayMillis;

    public ScriptedBacking(CaravanConfig config, long delayMillis) {
        this.config = config;
        this.delayMillis = delayMillis;
    }

    @Override
    public BaseModel base() {
        return new BaseModel("scripted", config.data());
    }

    @Override
    public LanguageModel open(BaseModel base, MeterRegistry meters) {
        String selfIdentification =
                Principles.load(config.principles()).constitution().selfIdentification();
        return new ScriptedModel(selfIdentification, delayMillis, base.version());
    }

    @Override
    public Optional<Engraver> engraver(BaseModel base, LanguageModel model) {
        return Optional.of((dataset, progress) -> {
            Path folder = config.data().resolve("adapter-" + dataset.getId());
            Files.createDirectories(folder);
            int examples = (int) dataset.getExamples();
            for (int step = 1; step <= STEPS; step++) {
                progress.accept(new EngravingProgress(
                        ModelKind.ADAPTER,
                        step,
                        STEPS,
                        2.0 - step / 8.0,
                        OptionalDouble.of(step < STEPS ? 2.0 : 1.75),
                        1_000,
                        Duration.ofSeconds(STEPS - step)));
            }
            EngravingMetrics metrics = new EngravingMetrics(examples, 1, 0, 1, 100, 0.1, 2.0, 1.0, 2.0, 1.0);
            return new Engraving(ModelKind.ADAPTER, "adapter-" + dataset.getId(), folder, Map.of(), metrics);
        });
    }
}
