package caravan.principles;

import java.util.List;

/**
 * A conversation that shows how principles are followed.
 *
 * @param name of its file, without the ending
 * @param turns one or more, each leaning on those before it
 */
public record Exemplar(String name, List<Turn> turns) {
    public Exemplar {
        Checks.oneLine("name", name);
        turns = List.copyOf(turns);
        if (turns.isEmpty()) {
            throw new IllegalArgumentException("turns must not be empty");
        }
    }

    /** The conversation as the model reads it, with the turn that closes it; no line break at the end. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Turn turn : turns) {
            text.append(Markers.USER).append(turn.text()).append(Markers.BETWEEN_TURNS);
        }
        return text.append(Markers.USER + " " + Markers.FRESH_START_REQUEST + Markers.BETWEEN_TURNS
                        + Markers.FRESH_START + " " + Markers.FRESH_START_REPLY)
                .toString();
    }
}
