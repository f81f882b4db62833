/** A source that draws from the seed pool, for as long as it is wanted. */
@NullMarked
package caravan.producers.sample;

import org.jspecify.annotations.NullMarked;
