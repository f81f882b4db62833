package caravan.inference.openai;

import caravan.inference.openai.Inquiry.Times;
import java.util.concurrent.CompletableFuture;

/**
 * An inquiry that was sent.
 *
 * @param inquiry as asked
 * @param future what is promised for it
 * @param most what was set aside for it
 * @param submittedNanos when it was asked
 * @param sentNanos when it was sent
 * @param number its number at the limit
 */
record Sent<T>(
        Inquiry<T> inquiry, CompletableFuture<T> future, Usage most, long submittedNanos, long sentNanos, long number) {
    Times until(long nowNanos) {
        return new Times((sentNanos - submittedNanos) / 1_000_000, (nowNanos - sentNanos) / 1_000_000);
    }
}
