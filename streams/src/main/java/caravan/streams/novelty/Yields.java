package caravan.streams.novelty;

import caravan.schemas.Candidate;
import caravan.schemas.DrawOutcome;
import caravan.schemas.DrawYield;
import caravan.schemas.Way;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What share of what the model writes is new, by run and way, over windows of so many draws. A way whose share falls
 * below the least is exhausted for the rest of its run: its draws would go on costing the model and bring nothing. Kept
 * in {@link Memory}, so that a restart neither forgets nor doubles a window. Not thread-safe.
 */
final class Yields {
    private final NoveltySettings.Exhaustion settings;
    private final Memory memory;

    Yields(NoveltySettings.Exhaustion settings, Memory memory) {
        this.settings = settings;
        this.memory = memory;
    }

    /** A candidate joined the pool. */
    void kept(Candidate candidate) {
        if (isDrawn(candidate.getWay())) {
            add(nameOf(candidate.getLineage().getRun(), candidate.getWay(), "kept"), 1);
        }
    }

    /** A draw had its outcome; what its window brought, if that was the last of one. */
    Optional<DrawYield> learn(DrawOutcome outcome, long nowMillis) {
        String run = outcome.getLineage().getRun();
        Way way = outcome.getWay();
        String draws = nameOf(run, way, "draws");
        String items = nameOf(run, way, "items");
        String kept = nameOf(run, way, "kept");
        add(draws, 1);
        add(items, Math.max(1, outcome.getEmitted() + outcome.getRejected())); // an unreadable text is one in vain
        if (memory.number(draws) < settings.windowDraws() || exhausted(run).contains(way)) {
            return Optional.empty();
        }
        boolean isLow = 100.0 * memory.number(kept) < settings.yieldPercentMin() * memory.number(items);
        DrawYield yielded = new DrawYield(
                run, way, memory.number(draws), memory.number(items), memory.number(kept), isLow, nowMillis);
        memory.putNumber(draws, 0);
        memory.putNumber(items, 0);
        memory.putNumber(kept, 0);
        if (isLow) {
            memory.putNumber(nameOf(run, way, "exhausted"), 1);
        }
        return Optional.of(yielded);
    }

    /** Ways of a run that are not to be drawn any more. */
    Set<Way> exhausted(String run) {
        Set<Way> exhausted = EnumSet.noneOf(Way.class);
        for (Way way : Way.values()) {
            if (memory.number(nameOf(run, way, "exhausted")) > 0) {
                exhausted.add(way);
            }
        }
        return exhausted;
    }

    private void add(String name, long more) {
        memory.putNumber(name, memory.number(name) + more);
    }

    private static boolean isDrawn(Way way) {
        return way == Way.VANILLA || way == Way.TOPIC_GUIDED || way == Way.SUBJECT;
    }

    private static String nameOf(String run, Way way, String what) {
        return run + "/yield/" + way + "/" + what;
    }
}
