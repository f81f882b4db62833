package caravan.cli.audit;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What an audit found.
 *
 * @param lines an account a line, in the order of the path
 * @param rejections by step and reason
 */
public record AuditReport(List<Line> lines, SortedMap<String, SortedMap<String, Long>> rejections) {
    /**
     * One account: {@code in = sum of outcomes + waiting + lost - surplus}.
     *
     * @param account what it counts
     * @param in how many came in
     * @param outcomes what became of them
     * @param waiting not handled yet, or pending with the model
     * @param lost handled, and nothing to show for it
     * @param surplus outcomes of nothing that came in
     * @param duplicates ids that came in twice
     */
    public record Line(
            Account account,
            long in,
            SortedMap<String, Long> outcomes,
            long waiting,
            long lost,
            long surplus,
            long duplicates) {
        /** Whether nothing is missing and nothing is there twice. */
        public boolean isBalanced() {
            // The same prompts file may be sent twice; the pool then keeps the second out, by name.
            boolean mayRepeat = account == Account.PROMPTS || account == Account.CANDIDATES;
            return lost == 0 && surplus == 0 && (mayRepeat || duplicates == 0);
        }

        /** As an equation: {@code draws 12 = 11 requests + 1 waiting}. */
        public String equation() {
            StringBuilder text = new StringBuilder(account.what() + " " + in + " =");
            String plus = " ";
            for (Map.Entry<String, Long> outcome : outcomes.entrySet()) {
                if (outcome.getValue() != 0) {
                    text.append(plus).append(outcome.getValue()).append(' ').append(outcome.getKey());
                    plus = " + ";
                }
            }
            text.append(plus).append(waiting).append(" waiting");
            if (lost > 0) {
                text.append(" + ").append(lost).append(" LOST");
            }
            if (surplus > 0) {
                text.append(" - ").append(surplus).append(" FROM NOTHING");
            }
            if (duplicates > 0) {
                text.append("; ").append(duplicates).append(" came in twice");
            }
            return text.toString();
        }
    }

    /** Whether every account is balanced. */
    public boolean isBalanced() {
        return lines.stream().allMatch(Line::isBalanced);
    }
}
