package caravan.streams.generate;

import caravan.schemas.GenerationRequest;
import caravan.schemas.PendingRequest;
import caravan.streams.backlog.Pending;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/** Pending entries as {@code PendingRequest} records, so that a later version can still read a store of this one. */
final class PendingSerde {
    private PendingSerde() {}

    static Serde<Pending<GenerationRequest>> over(Serde<PendingRequest> records) {
        Serializer<Pending<GenerationRequest>> serializer = (topic, pending) ->
                pending == null ? null : records.serializer().serialize(topic, record(pending));
        Deserializer<Pending<GenerationRequest>> deserializer = (topic, bytes) ->
                bytes == null ? null : pending(records.deserializer().deserialize(topic, bytes));
        return Serdes.serdeFrom(serializer, deserializer);
    }

    private static PendingRequest record(Pending<GenerationRequest> pending) {
        return PendingRequest.newBuilder()
                .setRequest(pending.request())
                .setArrival(pending.arrival())
                .setArrivedAt(pending.arrivedAt())
                .setModel(pending.pinned().orElse(null))
                .setFailures(pending.failures())
                .setNotBefore(pending.notBefore())
                .setTrace(pending.trace().orElse(null))
                .build();
    }

    private static Pending<GenerationRequest> pending(PendingRequest record) {
        return new Pending<>(
                record.getRequest(),
                record.getArrival(),
                record.getArrivedAt(),
                record.getModel(),
                record.getFailures(),
                record.getNotBefore(),
                record.getTrace());
    }
}
