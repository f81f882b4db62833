package caravan.streams.flow;

import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * What an operator makes of one record, thought without Kafka. Pure: the same record gives the same ids, texts and
 * seeds, however often it is replayed; only timings differ. Thread-safe.
 *
 * @param <I> the record that comes in
 */
@FunctionalInterface
public interface Verb<I> {
    /**
     * The records that go out, in their order; each goes to the sink that carries its type.
     *
     * @param nowMillis wall-clock time at which the record was taken in
     */
    List<? extends SpecificRecord> of(I record, long nowMillis);
}
