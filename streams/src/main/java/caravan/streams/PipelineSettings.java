package caravan.streams;

import caravan.streams.align.AlignSettings;
import caravan.streams.collect.SealingRules;
import caravan.streams.engrave.EngraveSettings;
import caravan.streams.generate.PlacesSettings;
import caravan.streams.instruct.InstructSettings;
import caravan.streams.novelty.NoveltySettings;
import caravan.streams.verbose.VerboseSettings;

/** The settings of the steps, one record each; defaults stand beside their fields. */
public record PipelineSettings(
        InstructSettings instruct,
        NoveltySettings novelty,
        AlignSettings align,
        EngraveSettings engrave,
        PlacesSettings generate,
        SealingRules collect,
        VerboseSettings verbose) {
    /** Every step's defaults. */
    public static final PipelineSettings DEFAULTS = new PipelineSettings(
            InstructSettings.DEFAULTS,
            NoveltySettings.DEFAULTS,
            AlignSettings.DEFAULTS,
            EngraveSettings.DEFAULTS,
            PlacesSettings.DEFAULTS,
            SealingRules.DEFAULTS,
            VerboseSettings.DEFAULTS);
}
