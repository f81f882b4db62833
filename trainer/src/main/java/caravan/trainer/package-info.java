/** Datasets come in, models go out: principle engraving (Sun et al. 2023, section 3.3). */
@NullMarked
package caravan.trainer;

import org.jspecify.annotations.NullMarked;
