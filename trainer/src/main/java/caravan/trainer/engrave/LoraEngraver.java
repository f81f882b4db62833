package caravan.trainer.engrave;

import caravan.inference.ModelFiles;
import caravan.inference.djl.TrainableDecoder;
import caravan.schemas.Dataset;
import caravan.trainer.BadDatasetException;
import caravan.trainer.Engraver;
import caravan.trainer.Engraving;
import caravan.trainer.EngravingMetrics;
import caravan.trainer.EngravingProgress;
import caravan.trainer.dataset.DatasetReader;
import caravan.trainer.dataset.DatasetRow;
import caravan.trainer.dataset.HeldOutSplit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Engraves with a LoRA adapter on the base (Sun et al. 2023, section 3.3): the principles that were in the prompt when
 * the answers were written go into the weights.
 *
 * <p>The adapter with the lowest held-out loss at the end of an epoch is kept. The paper, with its one epoch, had no
 * choice to make; a small dataset is repeated, and from some epoch on only learned by heart.
 */
public final class LoraEngraver implements Engraver {
    private final ModelFiles base;
    private final Path models;
    private final EngravingSettings settings;

    /**
     * An engraver.
     *
     * @param base the model that every training starts from
     * @param models folder under which the adapters' folders are made
     */
    public LoraEngraver(ModelFiles base, Path models, EngravingSettings settings) {
        this.base = base;
        this.models = models;
        this.settings = settings;
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
        AdapterFolder folder = AdapterFolder.create(models, dataset.getId());
        EngravingPlan plan = EngravingPlan.of(split.training().size(), settings);
        try (TrainableDecoder decoder =
                TrainableDecoder.adapt(base.base(), settings.lora(), settings.seed(), settings.optimizer())) {
            Training training = new Training(decoder, settings, plan, progress);
            EngravingMetrics metrics = training.run(
                    split,
                    () -> decoder.saveAdapter(
                            folder.draft(), base.base().toAbsolutePath().toString()));
            Path sealed = folder.seal(base.version());
            return new Engraving(
                    sealed.getFileName().toString(),
                    sealed,
                    settings(plan),
                    metrics.withSkipped(rows.size() - examples.size()));
        }
    }

    private Map<String, String> settings(EngravingPlan plan) {
        Map<String, String> map = new TreeMap<>(settings.toMap());
        map.putAll(plan.toMap());
        return map;
    }
}
