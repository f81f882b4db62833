package caravan.producers.host;

/** A bucket of so many tokens a second that holds those of one second. Not thread-safe. */
final class Rate {
    private final double perSecond;
    private double tokens;
    private long lastNanos;

    /** A rate; 0 sets no limit. */
    Rate(double perSecond, long nowNanos) {
        this.perSecond = perSecond;
        this.tokens = Math.min(1, perSecond);
        this.lastNanos = nowNanos;
    }

    /** How many of {@code wanted} may go now. */
    int allowed(int wanted, long nowNanos) {
        if (perSecond == 0) {
            return wanted;
        }
        tokens = Math.min(Math.max(1, perSecond), tokens + (nowNanos - lastNanos) / 1e9 * perSecond);
        lastNanos = nowNanos;
        return (int) Math.min(wanted, Math.floor(tokens));
    }

    /** So many went. */
    void spent(int count) {
        if (perSecond > 0) {
            tokens -= count;
        }
    }
}
