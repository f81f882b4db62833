package caravan.cli.host;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Looks again until something is so; the limit is generous, for machines that do other work too. */
public final class Waiting {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private Waiting() {}

    public static <T> T until(Supplier<T> look, Predicate<T> isSo) {
        long endNanos = System.nanoTime() + LIMIT.toNanos();
        T seen = look.get();
        while (!isSo.test(seen)) {
            if (System.nanoTime() > endNanos) {
                throw new AssertionError("not so after " + LIMIT + ": " + seen);
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
            seen = look.get();
        }
        return seen;
    }
}
