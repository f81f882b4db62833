package caravan.producers;

import caravan.schemas.Lineage;
import caravan.schemas.Timing;
import java.util.List;

/**
 * Where prompts come from, and what they are made part of.
 *
 * @param source name of the source; with the line it makes the ids, so it must stay the same when a file is read again
 * @param run the run they join
 * @param round how many times the loop had closed when that run began
 * @param principles the principles version of that run
 */
public record Origin(String source, String run, int round, String principles) {
    public Origin {
        if (source.isBlank()) {
            throw new IllegalArgumentException("source must not be blank");
        }
    }

    Lineage lineage(long now) {
        return Lineage.newBuilder()
                .setRun(run)
                .setSource(source)
                .setRound(round)
                .setPrinciples(principles)
                .setParents(List.of())
                .setTimings(List.of(new Timing("produce", now, now)))
                .build();
    }
}
