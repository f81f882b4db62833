/**
 * The one door to a language model. In comes a {@link caravan.inference.GenerationCall}: a prefix that many calls
 * share, the call's own text, sampling parameters and a seed; out comes a {@link caravan.inference.Generation}. What
 * stands behind the door is one package down.
 */
@NullMarked
package caravan.inference;

import org.jspecify.annotations.NullMarked;
