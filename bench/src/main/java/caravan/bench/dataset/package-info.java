/** Datasets as the collector seals them, but for what the trainer does not read, for whatever trains in a bench. */
@NullMarked
package caravan.bench.dataset;

import org.jspecify.annotations.NullMarked;
