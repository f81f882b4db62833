package caravan.streams.align;

import caravan.principles.Citation;
import caravan.principles.Constitution;
import caravan.principles.Markers;
import caravan.principles.Principle;
import caravan.principles.Principles;
import caravan.schemas.Instruction;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Puts principles before a query that its red-team type makes matter: a turn of the assistant's own between the
 * question and the thoughts. The original lost the type on the way; its authors agreed that it could be used so.
 */
final class Stress {
    private static final String OPENING = "Bactrian (rules that weigh most here): ";

    private final Map<String, String> lineByType = new HashMap<>();

    /** Fails if a type or a principle is not among these. */
    Stress(Map<String, String> namesByType, Principles principles) {
        namesByType.forEach((type, names) -> {
            if (principles.redTeamType(type).isEmpty()) {
                throw new IllegalArgumentException("stress: there is no red-team type «" + type + "»");
            }
            lineByType.put(
                    type,
                    Arrays.stream(names.split(",", -1))
                            .map(name -> citation(name.strip(), principles.constitution()))
                            .map(Citation::text)
                            .collect(Collectors.joining(", ", OPENING, Markers.BETWEEN_TURNS)));
        });
    }

    /** The query, with the principles of the instruction's type before the thoughts if it has any. */
    String on(String query, Instruction instruction) {
        String line = lineByType.getOrDefault(instruction.getRedTeamType().orElse(""), "");
        return query.substring(0, query.length() - Markers.THOUGHTS.length()) + line + Markers.THOUGHTS;
    }

    private static Citation citation(String name, Constitution constitution) {
        return constitution
                .find(name)
                .map(Principle::citation)
                .orElseThrow(() -> new IllegalArgumentException("stress: no principle is named «" + name + "»"));
    }
}
