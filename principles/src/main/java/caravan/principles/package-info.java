/** What people write, loaded, validated, rendered and versioned by content. */
@NullMarked
package caravan.principles;

import org.jspecify.annotations.NullMarked;
