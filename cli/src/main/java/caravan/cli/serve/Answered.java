package caravan.cli.serve;

import caravan.inference.Generation;
import caravan.inference.LanguageModel;
import caravan.inference.ModelException;
import caravan.inference.ScoredToken;
import caravan.inference.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What a model said to one choice.
 *
 * @param asked what it was asked
 * @param generation its answer, if one was wanted
 * @param scores of the prompt, if they were wanted
 */
record Answered(Question.Asked asked, Optional<Generation> generation, Optional<Scores> scores) {
    /** Waits for all of a question's choices; where one fails the others are given up. */
    static List<Answered> wait(Question question, LanguageModel model) {
        List<Optional<CompletableFuture<Generation>>> generations = new ArrayList<>();
        List<Optional<CompletableFuture<Scores>>> scores = new ArrayList<>();
        for (Question.Asked asked : question.asked()) {
            generations.add(asked.generation().map(model::generate));
            scores.add(asked.scoring().map(model::score));
        }
        try {
            List<Answered> answered = new ArrayList<>();
            for (int i = 0; i < generations.size(); i++) {
                answered.add(new Answered(
                        question.asked().get(i),
                        generations.get(i).map(CompletableFuture::join),
                        scores.get(i).map(CompletableFuture::join)));
            }
            return answered;
        } catch (CompletionException e) {
            generations.forEach(each -> each.ifPresent(future -> future.cancel(true)));
            scores.forEach(each -> each.ifPresent(future -> future.cancel(true)));
            throw e.getCause() instanceof ModelException why ? why : e;
        }
    }

    /** One that only generates. */
    static Answered of(Generation generation) {
        return new Answered(
                new Question.Asked("", Optional.empty(), Optional.empty()), Optional.of(generation), Optional.empty());
    }

    String text() {
        return generation.map(Generation::text).orElse("");
    }

    /** The prompt's tokens but for those before which there is nothing. */
    List<ScoredToken> promptTokens() {
        return scores.map(each -> each.continuations().get(0).scored()).orElse(List.of());
    }

    List<ScoredToken> tokens() {
        return generation.map(Generation::tokens).orElse(List.of());
    }

    int promptTokensCount() {
        return generation
                .map(Generation::promptTokens)
                .orElseGet(() -> scores.map(each -> each.promptTokens()
                                + each.continuations().get(0).tokens().size()
                                + (each.promptTokens() == 0 ? 1 : 0))
                        .orElse(0));
    }
}
