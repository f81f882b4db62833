package caravan.trainer.engrave;

import caravan.inference.ModelFiles;
import caravan.inference.djl.DjlLanguageModel;
import caravan.inference.djl.TrainableDecoder;
import caravan.schemas.ContentHash;
import caravan.schemas.Dataset;
import caravan.trainer.BadDatasetException;
import caravan.trainer.Engraver;
import caravan.trainer.Engraving;
import caravan.trainer.EngravingProgress;
import caravan.trainer.dataset.DatasetReader;
import caravan.trainer.dataset.DatasetRow;
import caravan.trainer.dataset.HeldOutSplit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Engraves a dataset on the base (Sun et al. 2023, section 3.3): the principles that were in the prompt when the
 * answers were written go into a LoRA adapter, or into all weights.
 *
 * <p>The model with the lowest held-out loss at the end of an epoch is kept. The paper, with its one epoch, had no
 * choice to make; a small dataset is repeated, and from some epoch on only learned by heart.
 *
 * <p>A training that was broken off goes on from its {@link Checkpoint}, if dataset, base and settings are the same.
 */
public final class DjlEngraver implements Engraver {
    /** The losses of a model's training, drawn; in the model's folder. */
    public static final String LOSS_PICTURE = "loss.svg";

    private final ModelFiles base;
    private final Path models;
    private final EngravingSettings settings;
    private final Optional<DjlLanguageModel> served;

    /**
     * An engraver.
     *
     * @param base the model that every training starts from
     * @param models folder under which the models' folders are made; checkpoints lie in {@code .training} there
     */
    public DjlEngraver(ModelFiles base, Path models, EngravingSettings settings) {
        this(base, models, settings, Optional.empty());
    }

    private DjlEngraver(ModelFiles base, Path models, EngravingSettings settings, Optional<DjlLanguageModel> served) {
        this.base = base;
        this.models = models;
        this.settings = settings;
        this.served = served;
    }

    /** The same, in the process of an engine that serves the base: its weights are in memory once where they can be. */
    public DjlEngraver beside(DjlLanguageModel engine) {
        return new DjlEngraver(base, models, settings, Optional.of(engine));
    }

    @Override
    public Engraving engrave(Dataset dataset, Consumer<EngravingProgress> progress)
            throws BadDatasetException, IOException, InterruptedException {
        List<DatasetRow> rows = DatasetReader.read(dataset);
        List<EncodedExample> examples;
        try (ExampleEncoder encoder = ExampleEncoder.open(base.base(), settings.tokensMax())) {
            examples = encoder.encode(rows);
        }
        HeldOutSplit<EncodedExample> split =
                HeldOutSplit.of(examples, example -> example.row().prompt(), settings.heldOutShare());
        if (split.training().isEmpty() || split.heldOut().isEmpty()) {
            throw new BadDatasetException(
                    "too-few-examples",
                    "dataset " + dataset.getId() + ": must have two examples of different prompts that are answered"
                            + " within " + settings.tokensMax() + " tokens, has " + examples.size() + " such of "
                            + rows.size());
        }
        try (TrainableDecoder decoder = open()) {
            Map<String, String> all = new TreeMap<>(settings.toMap());
            all.putAll(EngravingPlan.of(split.training().size(), settings).toMap());
            all.put("optimizer.dtype", decoder.dtype().toString());
            Checkpoint checkpoint = Checkpoint.of(trainings(), prefix(dataset) + hash(all));
            Training.Result result =
                    new Training(decoder, settings, split, checkpoint, folder -> keep(decoder, folder), progress).run();
            Path sealed = ModelFolder.seal(
                    result.best(),
                    models,
                    base.version() + "+" + settings.method().word,
                    Map.of(LOSS_PICTURE, result.picture()));
            return new Engraving(
                    settings.method().kind,
                    sealed.getFileName().toString(),
                    sealed,
                    all,
                    result.metrics().withSkipped(rows.size() - examples.size()));
        }
    }

    @Override
    public void forget(Dataset dataset) {
        Checkpoint.forget(trainings(), prefix(dataset));
    }

    private TrainableDecoder open() throws IOException {
        if (settings.method() != Method.LORA) {
            return TrainableDecoder.open(base.base(), settings.optimizer());
        }
        Optional<TrainableDecoder> sharing = served.filter(
                        engine -> engine.contextTokensMax(base.version()).isPresent())
                .flatMap(
                        engine -> engine.adapt(base.version(), settings.lora(), settings.seed(), settings.optimizer()));
        return sharing.isPresent()
                ? sharing.get()
                : TrainableDecoder.adapt(base.base(), settings.lora(), settings.seed(), settings.optimizer());
    }

    private void keep(TrainableDecoder decoder, Path folder) throws IOException {
        if (settings.method() == Method.LORA) {
            decoder.saveAdapter(folder, base.base().toAbsolutePath().toString());
        } else {
            decoder.saveBeside(base.base(), folder);
        }
    }

    private Path trainings() {
        return models.resolve(".training");
    }

    private static String prefix(Dataset dataset) {
        return ContentHash.of(dataset.getId()).substring(0, 16) + "-";
    }

    private String hash(Map<String, String> all) {
        return ContentHash.of(base.version(), all.toString()).substring(0, 8);
    }
}
