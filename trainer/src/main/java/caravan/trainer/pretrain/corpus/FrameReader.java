package caravan.trainer.pretrain.corpus;

import caravan.trainer.pretrain.corpus.Frame.Range;
import caravan.trainer.pretrain.corpus.Frame.Sum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code frames.txt}. */
final class FrameReader {
    private final List<Frame> frames = new ArrayList<>();
    private final Map<String, List<String>> lines = new LinkedHashMap<>();
    private String name = "";

    private FrameReader() {}

    /** The frames of a text, in its order. */
    static List<Frame> read(String text) {
        FrameReader reader = new FrameReader();
        text.lines().map(String::strip).forEach(reader::line);
        reader.finish();
        return List.copyOf(reader.frames);
    }

    private void line(String line) {
        if (line.startsWith("frame ")) {
            finish();
            name = line.substring("frame ".length()).strip();
        } else if (line.startsWith("num ") || line.startsWith("let ")) {
            add(line.substring(0, 3), line.substring(4));
        } else if (!line.isEmpty() && !line.startsWith("#")) {
            int colon = line.indexOf(": ");
            if (colon < 0 || name.isEmpty()) {
                throw new IllegalArgumentException(
                        "a line of a frame must be \"key: text\", was \"" + line + "\" in frame \"" + name + '"');
            }
            add(line.substring(0, colon), line.substring(colon + 2).replace("\\n", "\n"));
        }
    }

    private void add(String key, String text) {
        lines.computeIfAbsent(key, unused -> new ArrayList<>()).add(text);
    }

    private void finish() {
        if (!name.isEmpty()) {
            frames.add(new Frame(
                    name,
                    all("kind").stream().findFirst(),
                    all("subject").stream().findFirst(),
                    rules(),
                    all("ask"),
                    all("why"),
                    all("answer"),
                    all("plain"),
                    all("num").stream().map(FrameReader::range).toList(),
                    all("let").stream().map(FrameReader::sum).toList()));
        }
        lines.clear();
    }

    private List<String> rules() {
        return all("rules").stream()
                .flatMap(line -> Arrays.stream(line.split(", *")))
                .toList();
    }

    private List<String> all(String key) {
        return Optional.ofNullable(lines.get(key)).map(List::copyOf).orElse(List.of());
    }

    private static Range range(String text) {
        String[] parts = text.split(" +", -1);
        return new Range(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    private static Sum sum(String text) {
        String[] parts = text.split(" +", -1);
        return new Sum(parts[0], parts[2], parts[3].charAt(0), parts[4]);
    }
}
