/**
 * Collects examples into sealed datasets: JSONL in zstd, one example a line. One plain writer, elected by a group on
 * the one partition of {@code datasets} and fenced by its transactional id; it reads all partitions of {@code examples}
 * from the positions in its own manifest, so that files and positions move on together or not at all:
 *
 * <ol>
 *   <li>a part is written beside its place and synced, renamed into place, and its folder synced;
 *   <li>then the manifest, which names parts and positions, goes the same way: now the part counts;
 *   <li>when a run has its examples, a manifest that seals the run's parts goes the same way;
 *   <li>then the {@code Dataset}, and the run as complete, are sent in one transaction.
 * </ol>
 *
 * <p>A crash between any two of these loses and doubles nothing: parts that no manifest names are written again, and a
 * sealed dataset that is not in the topic is sent again under the same id. A writer that finds datasets in the topic
 * which its manifest does not know (another machine wrote them) begins anew behind them.
 *
 * <p>Rows stay in the order of their partitions. A dataset holds at least its run's target; examples that come after it
 * are kept in parts, unsealed, until the run goes on.
 */
@NullMarked
package caravan.streams.collect;

import org.jspecify.annotations.NullMarked;
