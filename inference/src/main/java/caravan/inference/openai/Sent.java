package caravan.inference.openai;

import caravan.inference.Generation;
import caravan.inference.Generation.Finish;
import caravan.inference.GenerationCall;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A call that was sent.
 *
 * @param call as asked
 * @param future what is promised for it
 * @param most what was set aside for it
 * @param submittedNanos when it was asked
 * @param sentNanos when it was sent
 * @param number its number at the limit
 */
record Sent(
        GenerationCall call,
        CompletableFuture<Generation> future,
        Usage most,
        long submittedNanos,
        long sentNanos,
        long number) {
    /** What an answer makes of it. A server that leaves a stop string in, or runs on behind it, is put right. */
    Generation generation(Wire.Answer answer, long nowNanos) {
        String text = answer.text();
        Finish finish = answer.finish();
        Optional<String> stopString = answer.stopString().filter(call.sampling().stop()::contains);
        int end = text.length();
        for (String stop : call.sampling().stop()) {
            int at = text.indexOf(stop);
            if (at >= 0 && at < end) {
                end = at;
                finish = Finish.STOP;
                stopString = Optional.of(stop);
            }
        }
        Usage usage = answer.usage().orElse(new Usage(0, 0, 0));
        return new Generation(
                text.substring(0, end),
                finish,
                stopString,
                call.model(),
                usage.promptTokens(),
                usage.cachedTokens(),
                usage.completionTokens(),
                (sentNanos - submittedNanos) / 1_000_000,
                (nowNanos - sentNanos) / 1_000_000);
    }
}
