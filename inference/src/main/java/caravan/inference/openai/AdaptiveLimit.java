package caravan.inference.openai;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How many calls a server bears at one time, found as TCP finds its window (Jacobson 1988): half as many again each
 * round until the first sign of congestion, from then on one more for each limit's worth of answers, and a part of it
 * at a sign.
 *
 * <p>The signs: a refusal for load (429, 503), or an answer given up as too slow, halves the limit. So that a server
 * that queues and never refuses is noticed as well, the time an answer took for each token of it is watched: when the
 * median of a window is more than {@value #TOLERANCE} times what it was when the server had room (the lowest tenth of a
 * window, the lowest of late), calls wait in the server's queue rather than in its batch, and the limit falls in
 * proportion, to {@value #QUEUEING_CUT} of itself or less, but not below half. A full batch alone makes tokens some two
 * times slower than an idle server's, which the tolerance leaves room for; what is above it is a short queue, which
 * keeps the batch full.
 *
 * <p>A limit that is always at the edge never again sees the server with room, and would take the edge for it. So every
 * {@value #MEMORY} windows it starts anew from {@value #START}, as BBR does (Cardwell et al. 2016), which costs a few
 * rounds of half-full batches, and learns that texts, or what others ask of the server, have changed.
 *
 * <p>Each cut judges by calls begun after the one before it: those under way at a cut say nothing about its effect.
 * Counts calls and not seconds, so it behaves the same on a fast and a slow server. Thread-safe.
 */
final class AdaptiveLimit {
    static final double TOLERANCE = 3;
    static final double QUEUEING_CUT = 0.8;

    private static final double REFUSAL_CUT = 0.5;
    private static final int START = 2;
    /** Half as many again each round: the first measure comes a round late, and less is to be taken back then. */
    private static final double START_GAIN = 0.5;

    private static final int WINDOW_MIN = 16;
    private static final int MEMORY = 64;
    /** Shorter answers are all prompt; they count as this long. */
    private static final int TOKENS_MIN = 8;

    private final int most;
    private final List<Double> window = new ArrayList<>();
    private double limit;
    private double unhurried = Double.POSITIVE_INFINITY;
    private int windows;
    /** Fixed when a window opens, since the limit may grow as fast as the window fills. */
    private double windowSize = WINDOW_MIN;

    private boolean isStarting = true;
    private long begun;
    private long firstAfterCut;

    AdaptiveLimit(int most) {
        this.most = most;
        this.limit = Math.min(START, most);
    }

    /** How many calls there may be now, at least 1. */
    synchronized int limit() {
        return (int) limit;
    }

    /** A call begins; gives its number. */
    synchronized long begin() {
        return begun++;
    }

    /**
     * A call was answered.
     *
     * @param call its number
     * @param inFlight calls under way while it was, itself among them
     * @param millis from sending to the answer
     * @param tokens generated
     */
    synchronized void answered(long call, int inFlight, long millis, int tokens) {
        if (call >= firstAfterCut) {
            if (inFlight >= (int) limit) {
                limit = Math.min(most, limit + (isStarting ? START_GAIN : 1 / limit));
            }
            window.add((double) millis / Math.max(tokens, TOKENS_MIN));
            if (window.size() >= windowSize) {
                closeWindow();
            }
        }
    }

    /** A call was refused for load, or given up as too slow. */
    synchronized void refused(long call) {
        if (call >= firstAfterCut) {
            cut(REFUSAL_CUT);
        }
    }

    private void closeWindow() {
        Collections.sort(window);
        double median = window.get(window.size() / 2);
        unhurried = Math.min(unhurried, window.get(window.size() / 10));
        window.clear();
        if (median > TOLERANCE * unhurried) {
            cut(Math.max(REFUSAL_CUT, Math.min(QUEUEING_CUT, TOLERANCE * unhurried / median)));
        }
        if (++windows % MEMORY == 0) {
            cut(0);
            limit = Math.min(START, most);
            isStarting = true;
            unhurried = Double.POSITIVE_INFINITY;
        }
        windowSize = Math.max(WINDOW_MIN, limit);
    }

    private void cut(double to) {
        limit = Math.max(1, limit * to);
        isStarting = false;
        firstAfterCut = begun;
        window.clear();
    }
}
