/**
 * Whether the gate between training and serving tells good models from bad ones: copies, and adapters that were trained
 * on right answers and on shuffled ones; {@code infra/bench/gate} starts it.
 */
@NullMarked
package caravan.bench.gate;

import org.jspecify.annotations.NullMarked;
