package caravan.principles;

import java.util.List;
import java.util.Map;

/**
 * Asks for new tasks in the manner of a few shown ones (Self-Instruct; Sun et al. 2023, section 3.1). A task is a line
 * {@code ###}, a line {@code N. Instruction: …}, a line {@code N. Input:} and the input or {@code <noinput>}; the model
 * goes on after the number that follows the last shown one.
 *
 * <p>Immutable and safe to share.
 */
public final class VanillaPrompt {
    private final Template template;

    /** From a template of the kind {@code vanilla}. */
    public VanillaPrompt(Template template) {
        this.template = template.expect(TemplateKind.VANILLA);
    }

    /** The constant header. */
    public String prefix() {
        return template.prefix();
    }

    /** The shown tasks, numbered from 1, and the begin of the next. */
    public String text(List<Task> tasks) {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("tasks must not be empty");
        }
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < tasks.size(); i++) {
            shown.append(i == 0 ? "" : "\n").append(block(i + 1, tasks.get(i)));
        }
        return template.text(Map.of("tasks", shown.toString(), "next", opening(tasks.size())));
    }

    /** One task as the list shows it, with its rule line; no line break at the end. */
    public String block(int number, Task task) {
        String input = task.input().isBlank() ? Markers.NO_INPUT : task.input().strip();
        return Markers.TASK_RULE + "\n" + number + ". Instruction: " + Instructions.onOneLine(task.instruction()) + "\n"
                + number + ". Input:\n" + input;
    }

    /** The number of the first task that the model writes. */
    public int firstNumber(int shown) {
        return shown + 1;
    }

    /** What stands before the completion on its first line: {@code 6. Instruction:} after five shown tasks. */
    public String opening(int shown) {
        return firstNumber(shown) + ". Instruction:";
    }

    /** The step's sampling defaults. */
    public Sampling sampling() {
        return template.sampling();
    }
}
