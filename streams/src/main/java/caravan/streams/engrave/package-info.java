/**
 * Stage 3, the data: principles, exemplars and thoughts are pruned from responses, and what is left is rendered as the
 * model will be trained on it (Sun et al. 2023, section 3.3). What leaves the path goes to {@code rejections}:
 * {@code leaks-thoughts}, {@code leaks-principles}, {@code leaks-marker}, {@code over-long}.
 *
 * <p>The format is that of the template {@code engrave}, the end-of-turn marker after finished answers only. A file of
 * {@link caravan.streams.engrave.IdentityPairs} may join a run's examples.
 */
@NullMarked
package caravan.streams.engrave;

import org.jspecify.annotations.NullMarked;
