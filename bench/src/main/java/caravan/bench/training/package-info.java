/**
 * How fast training is, as a share of what the machine multiplies at all, and whether it keeps its memory;
 * {@code infra/bench/training} starts it.
 */
@NullMarked
package caravan.bench.training;

import org.jspecify.annotations.NullMarked;
