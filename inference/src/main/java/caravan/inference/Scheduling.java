package caravan.inference;

import java.time.Instant;
import java.util.Optional;

/**
 * When a call has its turn.
 *
 * @param priority a call of a higher priority joins the batch first
 * @param flow whose call it is: among flows of one priority the tokens computed are shared out by weight
 * @param weight of the flow, above 0
 * @param deadline a call not done by then fails as OVERLOADED
 */
public record Scheduling(int priority, String flow, double weight, Optional<Instant> deadline) {
    /** Priority 0, the common flow, no deadline. */
    public static final Scheduling DEFAULT = ofPriority(0);

    public Scheduling {
        if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("weight of flow \"" + flow + "\" must be above 0, was " + weight);
        }
    }

    /** That priority in the common flow, without a deadline. */
    public static Scheduling ofPriority(int priority) {
        return new Scheduling(priority, "", 1, Optional.empty());
    }

    /** The same in that flow. */
    public Scheduling inFlow(String other, double otherWeight) {
        return new Scheduling(priority, other, otherWeight, deadline);
    }

    /** The same until then. */
    public Scheduling until(Instant other) {
        return new Scheduling(priority, flow, weight, Optional.of(other));
    }
}
