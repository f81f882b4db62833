/** The door to a Confluent Schema Registry: a thin client of its REST API. */
@NullMarked
package caravan.schemas.registry;

import org.jspecify.annotations.NullMarked;
