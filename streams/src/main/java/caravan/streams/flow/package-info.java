/**
 * What every step shares: how a topology is wired out of plain verbs ({@link caravan.streams.flow.StepTopology}), how a
 * record's lineage grows, how a rejection is written, how records are counted; and the one set of Kafka Streams
 * settings with the handlers that let nothing be lost ({@link caravan.streams.flow.StreamsDefaults}). No step is known
 * here.
 */
@NullMarked
package caravan.streams.flow;

import org.jspecify.annotations.NullMarked;
