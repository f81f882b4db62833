/** Records to bytes and back, in the Confluent wire format. */
@NullMarked
package caravan.schemas.wire;

import org.jspecify.annotations.NullMarked;
