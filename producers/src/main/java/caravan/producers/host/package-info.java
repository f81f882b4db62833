/**
 * Runs the sources that {@code caravan.sources} names. {@link caravan.producers.host.SourceHost} is elected by the
 * one-partition group of that topic, so each source runs in one process; a {@link caravan.producers.host.SourceRunner}
 * is one source at work, fenced by its transactional id, so a process that only believes to be elected writes nothing.
 * What a source read, the counts and the position to go on from are one transaction.
 *
 * <p>All sources run in the one elected process, so that their weights are kept by one
 * {@link caravan.producers.host.Intake}. The alternative, a partition for each, would spread the reading, which one
 * process does faster than any model answers, and would leave nobody who can share out what the path can take.
 */
@NullMarked
package caravan.producers.host;

import org.jspecify.annotations.NullMarked;
