/**
 * Datasets come in, models go out: principle engraving (Sun et al. 2023, section 3.3). The
 * {@link caravan.trainer.TrainerService} reads sealed datasets from Kafka, hands each to an
 * {@link caravan.trainer.Engraver}, and publishes the model that comes back if it is better than what it started from.
 */
@NullMarked
package caravan.trainer;

import org.jspecify.annotations.NullMarked;
