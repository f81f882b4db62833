/** Prompt sources: whatever people have comes in, {@code Prompt} records go out. */
@NullMarked
package caravan.producers;

import org.jspecify.annotations.NullMarked;
