/**
 * What the engine promises besides speed, measured: how far its answers depend on company and on the weights' form, and
 * whether its memory stays flat.
 */
@NullMarked
package caravan.bench.soundness;

import org.jspecify.annotations.NullMarked;
