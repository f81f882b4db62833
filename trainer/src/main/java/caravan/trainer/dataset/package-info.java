/** A sealed dataset's files, checked against their checksums, become rows to train on and rows held out. */
@NullMarked
package caravan.trainer.dataset;

import org.jspecify.annotations.NullMarked;
