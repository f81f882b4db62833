package caravan.bench.engine;

import java.util.List;

/** An engine in the race. Takes the likeliest token each time, and goes on past any end of text. */
interface Contestant {
    String name();

    /** Seconds for a work, its prefix's prefill included; nothing is kept from the work before. */
    double seconds(SharedWork work);

    /** Seconds for works of several prefixes and adapters, all there at once. */
    double mixedSeconds(List<AdaptedWork> works);

    /** Seconds from a prompt, none of which is cached, to its first token. */
    double prefillSeconds(int[] prompt);

    /** Seconds of one decode step over that many sequences, each with {@code cached} tokens of its own behind it. */
    double stepSeconds(int sequences, int cached, int steps);

    /**
     * Seconds from arrival to completion of each call of a work, arriving at those seconds after the prefix is there.
     */
    double[] latencies(SharedWork work, double[] arrivals);
}
