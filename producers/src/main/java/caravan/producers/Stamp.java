package caravan.producers;

import caravan.schemas.ContentHash;
import caravan.schemas.Lineage;
import caravan.schemas.Prompt;
import caravan.schemas.PromptKind;
import caravan.schemas.Rejection;
import java.time.Clock;

/**
 * Makes entries the path's records. The id is a hash of source, place and content: what is read again has the same id,
 * and two equal lines stay two prompts.
 */
public final class Stamp {
    private static final String STEP = "produce";

    private final Clock clock;

    /** A stamp that tells the time by this clock. */
    public Stamp(Clock clock) {
        this.clock = clock;
    }

    /** The id that an entry of a source gets. */
    public static String idOf(String source, Entry entry) {
        return entry.found() instanceof Found.Task task
                ? ContentHash.of(source, entry.place(), task.instruction(), task.input())
                : ContentHash.of(source, entry.place(), ((Found.Fault) entry.found()).text());
    }

    Sourced of(Entry entry, Origin origin) {
        Lineage lineage = origin.lineage(clock.millis());
        String id = idOf(origin.source(), entry);
        if (entry.found() instanceof Found.Task task) {
            return new Sourced.Accepted(Prompt.newBuilder()
                    .setId(id)
                    .setKind(PromptKind.USER)
                    .setInstruction(task.instruction())
                    .setInput(task.input())
                    .setLineage(lineage)
                    .build());
        }
        Found.Fault fault = (Found.Fault) entry.found();
        return new Sourced.Refused(Rejection.newBuilder()
                .setId(id)
                .setStep(STEP)
                .setReason(fault.reason())
                .setDetail(origin.source() + ":" + entry.place() + ": " + fault.detail())
                .setText(fault.text())
                .setLineage(lineage)
                .build());
    }
}
