package caravan.bench.soundness;

import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.LanguageModel;
import caravan.inference.SamplingParams;
import caravan.inference.Scheduling;
import caravan.inference.Scores;
import caravan.inference.Scores.Choice;
import caravan.inference.ScoringCall;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** What a model in one dtype says to the same calls, alone and in company. */
final class Examined {
    private static final String VERSION = "model";

    private final LanguageModel model;
    private final Subject subject;
    private final int calls;
    private final int tokens;

    /** So many calls, of so many tokens each. */
    Examined(LanguageModel model, Subject subject, int calls, int tokens) {
        this.model = model;
        this.subject = subject;
        this.calls = calls;
        this.tokens = tokens;
    }

    /** Answers of calls that are made one after another. */
    List<String> alone() {
        return IntStream.range(0, calls)
                .mapToObj(i -> model.generate(call(i)).join().text())
                .toList();
    }

    /** Answers of the same calls, all made at once. */
    List<String> together() {
        List<CompletableFuture<Generation>> open = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            open.add(model.generate(call(i)));
        }
        return open.stream().map(CompletableFuture::join).map(Generation::text).toList();
    }

    /** Logits of the choices behind each call's text, each in a call of its own, one after another. */
    double[][] logitsAlone(int texts) {
        return IntStream.range(0, texts)
                .mapToObj(text -> subject.choices().stream()
                        .mapToDouble(choice -> logits(text, List.of(choice))[0])
                        .toArray())
                .toArray(double[][]::new);
    }

    /** The same, all those of a text as rows of one step. */
    double[][] logitsTogether(int texts) {
        return IntStream.range(0, texts)
                .mapToObj(text -> logits(text, subject.choices()))
                .toArray(double[][]::new);
    }

    private double[] logits(int text, List<String> choices) {
        Scores scores = model.score(new ScoringCall(
                        VERSION,
                        subject.prefix(text),
                        subject.texts().apply(text),
                        List.of(),
                        choices,
                        Scheduling.DEFAULT))
                .join();
        return scores.choices().stream().mapToDouble(Choice::logit).toArray();
    }

    private GenerationCall call(int number) {
        return new GenerationCall(
                VERSION,
                subject.prefix(number),
                subject.texts().apply(number),
                new SamplingParams(0.8, 0.95, tokens, List.of()),
                number,
                0);
    }
}
