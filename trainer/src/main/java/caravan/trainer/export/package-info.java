/**
 * Sealed datasets become a folder for people and other programs: {@code datasets.load_dataset} reads it, and its card
 * says what it holds, where that came from, and what was left out.
 *
 * <p>{@link caravan.trainer.export.Export} is the door. A {@link caravan.trainer.export.View} says the columns, a
 * {@link caravan.trainer.export.Format} how they are written, {@link caravan.trainer.export.Decontamination} what is
 * left out because a {@link caravan.trainer.export.Benchmark} asks it, {@link caravan.trainer.export.Card} what the
 * README says. The same datasets and settings give the same bytes.
 */
@NullMarked
package caravan.trainer.export;

import org.jspecify.annotations.NullMarked;
