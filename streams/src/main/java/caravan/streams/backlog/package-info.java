/**
 * Slow asynchronous work inside Kafka Streams: requests come in, an engine that answers in its own time is asked, and
 * each request gets exactly one result. The operator knows nothing of what is asked; the step that uses it says so
 * through a {@link caravan.streams.backlog.Desk}.
 *
 * <p>How it works, from the first class to read to the last:
 *
 * <ul>
 *   <li>{@link caravan.streams.backlog.BacklogProcessor}: the Kafka side. {@code process()} stores a request and
 *       returns; the stream thread never waits for the engine, so no poll interval or transaction limit depends on its
 *       speed.
 *   <li>{@code Backlog}: one task's life. A punctuation lands what the engine has answered (forwards it and deletes the
 *       entry, in the task's own transaction), then submits the next entries.
 *   <li>{@code Entries}: the stores. {@code Line}: which entry is next. {@code Flights}: what is under way, and
 *       {@code Inbox}: how answers cross from the engine's threads to the stream thread.
 *   <li>{@link caravan.streams.backlog.Budget} and {@link caravan.streams.backlog.Circuit}: what all tasks of the JVM
 *       share, since they share the engine.
 * </ul>
 *
 * <p><b>The guarantee.</b> Under {@code exactly_once_v2} each request id gets one result, whatever is killed when: the
 * result, the deletion of the entry and the mark that the id is done are one transaction. What is <em>not</em> exactly
 * once is the work: a call that was with the engine at a crash, or whose result was not yet committed, is submitted
 * again, at most as many as were submitted and not committed;
 * {@link caravan.streams.backlog.Watch.Event#SUBMITTED_AGAIN} counts them. A call that an earlier request already made
 * is not made again: its recorded result is recalled. Where the record is gone (retention), the call is only wasted,
 * never wrong.
 *
 * <p><b>What bounds what.</b> The backlog lies on disk; in memory are the calls in flight (the budget), the entries
 * that wait for another try (1,024 a task) and nothing else, so that a million waiting requests cost disk alone.
 */
@NullMarked
package caravan.streams.backlog;

import org.jspecify.annotations.NullMarked;
