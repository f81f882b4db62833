/**
 * A sealed dataset's files, checked against their checksums, become rows to train on and rows held out; or whole rows,
 * to be exported or held against those of another dataset.
 */
@NullMarked
package caravan.trainer.dataset;

import org.jspecify.annotations.NullMarked;
