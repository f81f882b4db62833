package caravan.streams.align;

import caravan.principles.AlignPrompt;
import caravan.principles.Principles;
import caravan.schemas.Instruction;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which principles a query has in sight: by its red-team type a few, which make a shorter prefix of its own, else all.
 * The prefix is as constant as the whole one, and types that show the same principles share it, so that the model
 * computes it once.
 */
public final class Shown {
    private final AlignPrompt whole;
    private final Map<String, AlignPrompt> promptByType = new HashMap<>();

    /**
     * Fails if a type or a principle is not among these, or if no exemplar goes with the principles of a type.
     *
     * @param namesByType as {@link AlignSettings#show}
     */
    public Shown(Map<String, String> namesByType, Principles principles) {
        this.whole = principles.align();
        namesByType.forEach((type, names) -> {
            if (principles.redTeamType(type).isEmpty()) {
                throw new IllegalArgumentException("show: there is no red-team type «" + type + "»");
            }
            try {
                promptByType.put(type, principles.alignShowing(split(names)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("show: " + type + ": " + e.getMessage(), e);
            }
        });
    }

    /** The prompt by which an instruction is asked. */
    AlignPrompt prompt(Instruction instruction) {
        return promptByType.getOrDefault(instruction.getRedTeamType().orElse(""), whole);
    }

    /** The constant texts of all prompts, each once. */
    public Stream<String> prefixes() {
        return Stream.concat(Stream.of(whole), promptByType.values().stream())
                .map(AlignPrompt::prefix)
                .distinct();
    }

    private static Set<String> split(String names) {
        return Arrays.stream(names.split(",", -1)).map(String::strip).collect(Collectors.toSet());
    }
}
