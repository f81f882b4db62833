package caravan.cli.fire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the engines of a scenario were asked, read from what they left behind: a line for each call that was submitted,
 * and one for each that was begun, {@code millis + text} and {@code millis * text}.
 */
final class Calls {
    static final char SUBMITTED = '+';
    static final char BEGUN = '*';

    private final Map<String, Long> firstSubmitted = new HashMap<>();
    private final Map<String, List<Long>> begun = new HashMap<>();

    private Calls() {}

    static Calls of(Site site) throws IOException {
        Calls calls = new Calls();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(site.folder(), "calls-*")) {
            for (Path file : files) {
                for (String line : Files.readAllLines(file, UTF_8)) {
                    calls.note(line);
                }
            }
        }
        return calls;
    }

    static String line(long millis, char what, String text) {
        return millis + " " + what + " " + text + "\n";
    }

    private void note(String line) {
        int space = line.indexOf(' ');
        long at = Long.parseLong(line.substring(0, space));
        String text = line.substring(space + 3);
        if (line.charAt(space + 1) == SUBMITTED) {
            firstSubmitted.merge(text, at, Math::min);
        } else {
            begun.computeIfAbsent(text, unused -> new ArrayList<>()).add(at);
        }
    }

    /** How many were made again: calls begun in all, less those of different texts. */
    int repeated() {
        return begun.values().stream().mapToInt(times -> times.size() - 1).sum();
    }

    /** Calls that were submitted and whose result no reader had seen when an outage came. */
    int openAt(Outage outage, Map<String, Long> seenAt) {
        return (int) firstSubmitted.keySet().stream()
                .filter(text -> isOpenAt(outage, text, seenAt))
                .count();
    }

    /**
     * Repeated calls that no outage explains: each must have been open at the one that came last before it was
     * repeated. So none means, too, that no outage made more calls repeat than were open.
     *
     * @param outages in their order
     * @param seenAt when a reader of committed records saw the result of a text
     */
    int unexplained(List<Outage> outages, Map<String, Long> seenAt) {
        TreeMap<Long, Outage> byTime = new TreeMap<>();
        outages.forEach(outage -> byTime.put(outage.from(), outage));
        int unexplained = 0;
        for (Map.Entry<String, List<Long>> call : begun.entrySet()) {
            List<Long> times = new ArrayList<>(call.getValue());
            times.sort(null);
            for (long again : times.subList(1, times.size())) {
                Map.Entry<Long, Outage> last = byTime.floorEntry(again);
                unexplained += last != null && isOpenAt(last.getValue(), call.getKey(), seenAt) ? 0 : 1;
            }
        }
        return unexplained;
    }

    private boolean isOpenAt(Outage outage, String text, Map<String, Long> seenAt) {
        return firstSubmitted.getOrDefault(text, Long.MAX_VALUE) <= outage.until()
                && seenAt.getOrDefault(text, Long.MAX_VALUE) >= outage.from();
    }
}
