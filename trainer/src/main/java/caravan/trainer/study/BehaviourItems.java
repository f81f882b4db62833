package caravan.trainer.study;

import caravan.trainer.evaluation.RubricFile;
import caravan.trainer.evaluation.RubricItem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The fixed evaluation set of engraving: 200 questions for each of five behaviours that a program can check. Neither
 * their subjects nor their wordings stand in anything that {@code pocket} reads or is engraved with; they were drawn
 * once and are kept as a file.
 */
public final class BehaviourItems {
    private static final String FILE = "items.jsonl";

    private BehaviourItems() {}

    /** All of them, behaviour by behaviour. */
    public static List<RubricItem> read() {
        try (InputStream in = BehaviourItems.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing beside " + BehaviourItems.class.getName());
            }
            var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).lines();
            return RubricFile.parse(FILE, lines.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first of each behaviour, at most that many. */
    public static List<RubricItem> read(int perBehaviourMax) {
        Map<String, Integer> taken = new HashMap<>();
        List<RubricItem> some = new ArrayList<>();
        for (RubricItem item : read()) {
            if (taken.merge(item.behaviour(), 1, Integer::sum) <= perBehaviourMax) {
                some.add(item);
            }
        }
        return some;
    }
}
