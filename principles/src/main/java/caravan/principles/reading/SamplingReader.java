package caravan.principles.reading;

import caravan.principles.Markers;
import caravan.principles.Sampling;
import caravan.principles.TemplateKind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Reads the settings of a template; each value out of range is noted at its own line. */
final class SamplingReader {
    static final String[] KEYS = {"temperature", "topP", "maxTokens", "stop"};

    private final TemplateKind kind;
    private final String file;
    private final Problems problems;

    SamplingReader(TemplateKind kind, String file, Problems problems) {
        this.kind = kind;
        this.file = file;
        this.problems = problems;
    }

    Optional<Sampling> read(Entry entry) {
        OptionalDouble temperature = entry.number("temperature");
        OptionalDouble topP = entry.number("topP");
        OptionalInt maxTokens = entry.integer("maxTokens");
        Optional<List<String>> stop = entry.texts("stop");
        if (temperature.isPresent()) {
            entry.make(entry.line("temperature"), () -> new Sampling(temperature.getAsDouble(), 1, 1, List.of()));
        }
        if (topP.isPresent()) {
            entry.make(entry.line("topP"), () -> new Sampling(1, topP.getAsDouble(), 1, List.of()));
        }
        if (maxTokens.isPresent()) {
            entry.make(entry.line("maxTokens"), () -> new Sampling(1, 1, maxTokens.getAsInt(), List.of()));
        }
        stop.ifPresent(texts -> checkStop(entry, texts));
        if (temperature.isEmpty() || topP.isEmpty() || maxTokens.isEmpty() || stop.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Sampling(temperature.getAsDouble(), topP.getAsDouble(), maxTokens.getAsInt(), stop.get()));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // each value was noted above, at its own line
        }
    }

    private void checkStop(Entry entry, List<String> texts) {
        int line = entry.line("stop");
        entry.make(line, () -> new Sampling(1, 1, 1, texts));
        if (kind == TemplateKind.ALIGN && !texts.contains(Markers.USER_TURN)) {
            problems.add(file, line, "stop must hold \"\\n\\n" + Markers.USER + "\", where an answer ends");
        }
        boolean isTrainedOn = kind == TemplateKind.ENGRAVE || kind == TemplateKind.VERBOSE;
        if (isTrainedOn && texts.size() != 1) {
            problems.add(file, line, "stop must hold one text, the end of the turn, was " + texts.size());
        }
    }
}
