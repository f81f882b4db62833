package caravan.streams.backlog;

/**
 * What all tasks of the JVM share.
 *
 * @param engine does the work
 * @param recall finds earlier results
 * @param budget places for calls in flight
 * @param circuit closed while the engine lives
 * @param <C> a call
 * @param <A> an answer
 * @param <V> a result
 */
public record Shared<C, A, V>(Engine<C, A> engine, Recall<V> recall, Budget budget, Circuit circuit) {}
