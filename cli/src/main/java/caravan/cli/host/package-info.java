/**
 * Everything that one process runs, put together: the cluster it talks to (its own, or someone's), what is written at
 * the start of a run, and the steps, the collector, the trainer and the model, started in order and stopped in the
 * opposite one.
 */
@NullMarked
package caravan.cli.host;

import org.jspecify.annotations.NullMarked;
