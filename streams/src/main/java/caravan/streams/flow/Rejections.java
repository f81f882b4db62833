package caravan.streams.flow;

import caravan.schemas.Lineage;
import caravan.schemas.Rejection;

/** Writes rejections: everything that leaves the path does so as a record with a named reason. */
public final class Rejections {
    private Rejections() {}

    /**
     * A rejection.
     *
     * @param step the step that rejects
     * @param id id of what leaves
     * @param verdict why
     * @param text the rejected text, whole
     * @param lineage lineage of what leaves, grown by this step
     */
    public static Rejection of(String step, String id, Verdict verdict, String text, Lineage lineage) {
        return Rejection.newBuilder()
                .setId(id)
                .setStep(step)
                .setReason(verdict.reason())
                .setDetail(verdict.detail())
                .setText(text)
                .setLineage(lineage)
                .build();
    }
}
