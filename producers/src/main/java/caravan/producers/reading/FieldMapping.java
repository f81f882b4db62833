package caravan.producers.reading;

import caravan.producers.Found;
import caravan.producers.SourceSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * In which fields an instruction and its input stand. A name with dots goes into what is nested. Thread-safe.
 *
 * @param instruction names of the instruction, the first that is there counts
 * @param input name of the input, which may be missing
 */
public record FieldMapping(List<String> instruction, String input) {
    /** What exported data sets mostly have. */
    public static final FieldMapping DEFAULT = new FieldMapping(List.of("instruction", "prompt"), "input");

    private static final int SHOWN_CHARS = 40;
    private static final int TOO_LONG_SHOWN_CHARS = 4_096;

    public FieldMapping {
        instruction = List.copyOf(instruction);
    }

    /** What a source's settings {@code instruction} and {@code input} say. */
    public static FieldMapping of(SourceSettings settings) {
        return new FieldMapping(
                settings.text("instruction").map(List::of).orElse(DEFAULT.instruction()),
                settings.text("input").orElse(DEFAULT.input()));
    }

    /** The fields of one record. */
    @FunctionalInterface
    public interface Fields {
        /** A value by its name: a character sequence, nothing, or something else. */
        @Nullable
        Object get(String name);
    }

    /**
     * The task that stands in the fields.
     *
     * @param wrongType the fault of a field that holds no text
     * @param shown the record as a rejection shows it
     */
    Found find(Fields fields, LineFault wrongType, String shown) {
        String found = "";
        for (String name : instruction) {
            Object value = fields.get(name);
            if (value != null && !(value instanceof CharSequence)) {
                return fault(wrongType, "'" + name + "' must be a string, was " + shortened(value), shown);
            }
            if (found.isEmpty() && value != null) {
                found = value.toString().strip();
            }
        }
        Object more = fields.get(input);
        if (more != null && !(more instanceof CharSequence)) {
            return fault(wrongType, "'" + input + "' must be a string, was " + shortened(more), shown);
        }
        if (found.isEmpty()) {
            String others = instruction.size() == 1
                    ? ""
                    : " (or '" + String.join("', '", instruction.subList(1, instruction.size())) + "')";
            return fault(
                    LineFault.NO_INSTRUCTION, "'" + instruction.get(0) + "'" + others + " is missing or blank", shown);
        }
        String rest = more == null ? "" : more.toString().strip();
        if (!isWhole(found) || !isWhole(rest)) {
            return fault(wrongType, "an escaped surrogate has no partner, so it is no character", shown);
        }
        if (holdsControls(found) || holdsControls(rest)) {
            return fault(LineFault.BINARY, "control characters stand in it, so it is no text", shown);
        }
        return new Found.Task(found, rest);
    }

    /** The task of a row of a table, whose texts may be no longer than a line may be. */
    public Found ofRow(Fields fields, String shown) {
        Found found = find(fields, LineFault.WRONG_TYPE, shown);
        if (found instanceof Found.Task task) {
            int chars = task.instruction().length() + task.input().length();
            if (chars > LineSource.LINE_BYTES_MAX) {
                return fault(
                        LineFault.TOO_LONG,
                        "a row must have at most " + LineSource.LINE_BYTES_MAX + " characters, has " + chars
                                + "; only the instruction's beginning is kept here",
                        task.instruction()
                                .substring(0, Math.min(task.instruction().length(), TOO_LONG_SHOWN_CHARS)));
            }
        }
        return found;
    }

    /** A text that is an instruction as it stands. */
    public static Found ofText(String text) {
        return new FieldMapping(List.of(""), "-").ofRow(name -> name.isEmpty() ? text : null, "");
    }

    static Found.Fault fault(LineFault fault, String detail, String shown) {
        return new Found.Fault(fault.reason(), detail, shown);
    }

    /** Whether there are characters that no text has: controls other than tabs, line ends and form feeds. */
    static boolean holdsControls(String text) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character < ' ' && (character < '\t' || character > '\r')) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWhole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                // Rare, so asked in full only then.
                return StandardCharsets.UTF_8.newEncoder().canEncode(text);
            }
        }
        return true;
    }

    private static String shortened(Object value) {
        String text = value.toString();
        return text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "...";
    }
}
