/**
 * Topics as sources: whatever another application writes to Kafka, on this cluster or another.
 * {@link caravan.producers.topic.TopicSource} reads all partitions; its position is the next offset of each.
 */
@NullMarked
package caravan.producers.topic;

import org.jspecify.annotations.NullMarked;
