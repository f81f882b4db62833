package caravan.streams.generate;

import caravan.inference.GenerationCall;
import caravan.inference.LanguageModel;
import caravan.inference.ScoringCall;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** What a request asks of a model. */
sealed interface Asking {
    /** Asks it; cancelling the answer gives the call up. */
    CompletableFuture<Said> of(LanguageModel model);

    /** To continue a text. */
    record Generating(GenerationCall call) implements Asking {
        @Override
        public CompletableFuture<Said> of(LanguageModel model) {
            return said(model.generate(call), Said.Generated::new);
        }
    }

    /** To judge given texts. */
    record Scoring(ScoringCall call) implements Asking {
        @Override
        public CompletableFuture<Said> of(LanguageModel model) {
            return said(model.score(call), Said.Scored::new);
        }
    }

    private static <A> CompletableFuture<Said> said(CompletableFuture<A> answer, Function<A, Said> as) {
        CompletableFuture<Said> said = new CompletableFuture<>();
        CompletableFuture<A> unused = answer.whenComplete((given, thrown) -> {
            if (thrown == null) {
                said.complete(as.apply(given));
            } else {
                boolean isWrapped = thrown instanceof CompletionException && thrown.getCause() != null;
                said.completeExceptionally(isWrapped ? thrown.getCause() : thrown);
            }
        });
        CompletableFuture<Said> unusedToo = said.whenComplete((given, thrown) -> {
            if (said.isCancelled()) {
                answer.cancel(true);
            }
        });
        return said;
    }
}
