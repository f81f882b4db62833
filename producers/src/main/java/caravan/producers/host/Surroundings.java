package caravan.producers.host;

import caravan.producers.Found;
import caravan.producers.Origin;
import caravan.schemas.CommittedClients;
import caravan.schemas.registry.SchemaRegistry;
import caravan.schemas.wire.RecordSerdes;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What sources run in.
 *
 * @param clients the cluster; a {@code group.instance.id} among its properties gives a process its place back at once
 * @param serdes the serdes of every topic
 * @param registry the schemas of other topics
 * @param instance the name of this process, for people
 * @param origin which run a source's prompts join, by the source's name; none while no run is running
 * @param seeds the seed pool
 * @param backlog how many prompts are on the way and not answered
 * @param meters what is counted
 */
public record Surroundings(
        CommittedClients clients,
        RecordSerdes serdes,
        SchemaRegistry registry,
        String instance,
        Function<String, Optional<Origin>> origin,
        Supplier<List<Found.Task>> seeds,
        LongSupplier backlog,
        MeterRegistry meters) {}
