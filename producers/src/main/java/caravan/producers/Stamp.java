package caravan.producers;

import caravan.schemas.ContentHash;
import caravan.schemas.Lineage;
import caravan.schemas.Prompt;
import caravan.schemas.PromptKind;
import caravan.schemas.Rejection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

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

    /** What the entries of a batch become; they are made together, so they have one time. */
    List<Sourced> of(List<Entry> entries, Origin origin) {
        Lineage lineage = origin.lineage(clock.millis());
        List<Sourced> made = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            made.add(of(entry, origin.source(), lineage));
        }
        return made;
    }

    private static Sourced of(Entry entry, String source, Lineage lineage) {
        String id = idOf(source, entry);
        // By constructor: the builders look up and copy the default of each field that is not named.
        return entry.found() instanceof Found.Task task
                ? new Sourced.Accepted(
                        new Prompt(id, PromptKind.USER, task.instruction(), task.input(), null, null, lineage))
                : new Sourced.Refused(refused(id, source, entry.place(), (Found.Fault) entry.found(), lineage));
    }

    private static Rejection refused(String id, String source, String place, Found.Fault fault, Lineage lineage) {
        return Rejection.newBuilder()
                .setId(id)
                .setStep(STEP)
                .setReason(fault.reason())
                .setDetail(source + ":" + place + ": " + fault.detail())
                .setText(fault.text())
                .setLineage(lineage)
                .build();
    }
}
