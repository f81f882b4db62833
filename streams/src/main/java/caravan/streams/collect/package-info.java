/**
 * Collects examples into sealed datasets: JSONL in zstd, one example a line. One plain writer, elected by a group on
 * the one partition of {@code datasets} and fenced by its transactional id; it reads all partitions of {@code examples}
 * from the positions in its own manifest, so that files and positions move on together or not at all:
 *
 * <ol>
 *   <li>a part is written beside its place and synced, renamed into place, and its folder synced;
 *   <li>then the manifest, which names parts and positions, goes the same way: now the part counts;
 *   <li>when a rule says so, or a run has its examples, a manifest that seals the run's parts goes the same way;
 *   <li>then the {@code Dataset}, and the run as complete if it is, are sent in one transaction.
 * </ol>
 *
 * <p>A crash between any two of these loses and doubles nothing: parts that no manifest names are written again, and a
 * sealed dataset that is not in the topic is sent again under the same id. A writer that finds datasets in the topic
 * which its manifest does not know (another machine wrote them) begins anew behind them.
 *
 * <p>Rows stay in the order of their partitions. A running run is sealed at its target, and before, as often as
 * {@link caravan.streams.collect.SealingRules} say: a run may have several datasets, which divide its examples among
 * them, and none of which ever changes. The last one takes the run to at least its target; examples that come after it
 * are kept in parts, unsealed, until the run goes on. A replay's run, which has no target, is sealed once it is quiet;
 * what still comes for it is sealed as another dataset.
 */
@NullMarked
package caravan.streams.collect;

import org.jspecify.annotations.NullMarked;
