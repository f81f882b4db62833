package caravan.cli.host;

import caravan.cli.config.CaravanConfig;
import caravan.inference.LanguageModel;
import caravan.inference.ModelFiles;
import caravan.inference.djl.DjlLanguageModel;
import caravan.trainer.Engraver;
import caravan.trainer.engrave.LoraEngraver;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The configured model folder, served and trained by DJL in this process. */
public final class DjlBacking implements Backing {
    private final CaravanConfig config;
    private final Path home;

    /** The model of a configuration; {@code home} is the folder that Caravan itself lies in. */
    public DjlBacking(CaravanConfig config, Path home) {
        this.config = config;
        this.home = home;
    }

    @Override
    public BaseModel base() throws IOException {
        return BaseModel.of(config, home);
    }

    @Override
    public LanguageModel open(BaseModel base, MeterRegistry meters) {
        return DjlLanguageModel.open(config.model().engine(), files(base), meters);
    }

    @Override
    public Optional<Engraver> engraver(BaseModel base) {
        return Optional.of(new LoraEngraver(files(base), config.data().resolve("models"), config.trainer()));
    }

    /** Where the configured model lies. */
    public static ModelFiles files(CaravanConfig config, Path home) throws IOException {
        return files(BaseModel.of(config, home));
    }

    private static ModelFiles files(BaseModel base) {
        return new ModelFiles(base.version(), base.folder(), Optional.empty());
    }
}
