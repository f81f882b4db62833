/**
 * Datasets come in, models go out: principle engraving (Sun et al. 2023, section 3.3). The
 * {@link caravan.trainer.TrainerService} reads sealed datasets from Kafka, hands each to an
 * {@link caravan.trainer.Engraver}, puts the model that comes back before the {@link caravan.trainer.Gate}, and
 * publishes it: to be served at once, or, if it was refused, only to be kept.
 */
@NullMarked
package caravan.trainer;

import org.jspecify.annotations.NullMarked;
