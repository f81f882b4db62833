package caravan.trainer.pretrain.corpus;

import caravan.principles.Task;
import java.util.List;

/**
 * A filled frame.
 *
 * @param frame its name
 * @param kind id of its red-team type, or ""
 * @param subject of a red-team question, capitalised, or ""
 * @param task instruction and input
 * @param rules beginnings of the names of the principles that decide
 * @param why what the thoughts say of the question
 * @param answer under the principles
 * @param plain the answer without principles
 */
public record Exchange(
        String frame,
        String kind,
        String subject,
        Task task,
        List<String> rules,
        String why,
        String answer,
        String plain) {
    /** The same in other words. */
    Exchange asking(Task other) {
        return new Exchange(frame, kind, subject, other, rules, why, answer, plain);
    }

    /** The same under other rules. */
    Exchange decidedBy(List<String> others) {
        return new Exchange(frame, kind, subject, task, others, why, answer, plain);
    }
}
