/**
 * Our engine beside llama.cpp, on the workload that SELF-ALIGN makes of a model: many short calls behind one long
 * prefix. Both have the same weights, threads and tokens; nothing is timed before their logits agree; repetitions take
 * turns, so that a machine that grows slow does so for both.
 */
@NullMarked
package caravan.bench.engine;

import org.jspecify.annotations.NullMarked;
