/**
 * Whether engraving works: what a model does without principles in sight, with them, and without them after it was
 * engraved with its own principled answers; {@code infra/bench/engraving} starts it.
 */
@NullMarked
package caravan.bench.engraving;

import org.jspecify.annotations.NullMarked;
