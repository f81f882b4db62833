package caravan.cli.host;

import caravan.cli.config.CaravanConfig;
import caravan.inference.LanguageModel;
import caravan.inference.ModelFiles;
import caravan.inference.djl.DjlLanguageModel;
import caravan.principles.EngravingPrompt;
import caravan.trainer.Engraver;
import caravan.trainer.Gate;
import caravan.trainer.engrave.DjlEngraver;
import caravan.trainer.evaluation.Suite;
import caravan.trainer.evaluation.SuiteFile;
import caravan.trainer.gate.BundledSuite;
import caravan.trainer.gate.GateSettings;
import caravan.trainer.gate.SuiteGate;
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
    public Optional<Engraver> engraver(BaseModel base, LanguageModel model) {
        var engraver = new DjlEngraver(files(base), config.data().resolve("models"), config.trainer());
        return Optional.of(model instanceof DjlLanguageModel served ? engraver.beside(served) : engraver);
    }

    @Override
    public Gate gate(BaseModel base, LanguageModel model, EngravingPrompt prompt) throws IOException {
        GateSettings gate = config.gate();
        if (gate.isOff()) {
            return Gate.OPEN;
        }
        return new SuiteGate(
                model, prompt, files(base), suite(gate), gate, config.data().resolve("evaluations"));
    }

    /** Read at the start, so that what is wrong with a file is told then. */
    private static Suite suite(GateSettings gate) throws IOException {
        if (gate.suite().equals(GateSettings.BUNDLED)) {
            return BundledSuite.read();
        }
        Suite suite = SuiteFile.read(Path.of(gate.suite()));
        int items = suite.items().size();
        if (items < gate.itemsMin()) {
            throw new IOException("gate.suite " + gate.suite() + ": must have at least " + gate.itemsMin()
                    + " items (gate.items-min), has " + items);
        }
        return suite;
    }

    /** Where the configured model lies. */
    public static ModelFiles files(CaravanConfig config, Path home) throws IOException {
        return files(BaseModel.of(config, home));
    }

    private static ModelFiles files(BaseModel base) {
        return new ModelFiles(base.version(), base.folder(), Optional.empty());
    }
}
