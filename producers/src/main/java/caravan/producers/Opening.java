package caravan.producers;

import caravan.schemas.CommittedClients;
import caravan.schemas.registry.SchemaRegistry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What a source is given when it is opened.
 *
 * @param source its name
 * @param positions where each part of it was left, as its last committed batches said; empty at its first opening
 * @param clients the cluster that carries the path
 * @param registry the cluster's schemas
 * @param recentIds ids of the prompts that came last, from whichever source; read anew at each call
 * @param seeds the seed pool of the principles at work
 * @param isDeep whether so much waits on the path that no more is taken now
 */
public record Opening(
        String source,
        Map<String, String> positions,
        CommittedClients clients,
        SchemaRegistry registry,
        Supplier<Set<String>> recentIds,
        Supplier<List<Found.Task>> seeds,
        BooleanSupplier isDeep) {
    public Opening {
        positions = Map.copyOf(positions);
    }
}
