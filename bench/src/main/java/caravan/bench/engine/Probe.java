package caravan.bench.engine;

import caravan.bench.llama.LlamaModel;
import caravan.bench.llama.LlamaSession;
import caravan.bench.llama.LlamaSettings;
import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.LanguageModel;
import caravan.inference.Scheduling;
import caravan.inference.Scores;
import caravan.inference.ScoringCall;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What is asked of both engines to compare their logits. */
final class Probe {
    private static final int ASKED = 32;
    private static final int TOKENS = 48;

    /** Tokens that both read. */
    private final int[] text;
    /** Tokens whose logits after the text are compared, each once. */
    private final int[] asked;

    private Probe(int[] text, int[] asked) {
        this.text = text;
        this.asked = asked;
    }

    static Probe of(int vocabulary) {
        int[] drawn = Tokens.random(Math.min(ASKED, vocabulary), vocabulary, 43);
        return new Probe(
                Tokens.random(TOKENS, vocabulary, 42),
                Arrays.stream(drawn).distinct().toArray());
    }

    int length() {
        return text.length;
    }

    /** Our logits of the tokens asked for, so many tokens of the text lying in a shared prefix. */
    float[] ours(LanguageModel model, int prefix) {
        var call = new ScoringCall(
                CaravanContestant.VERSION,
                prefix == 0
                        ? Optional.empty()
                        : Optional.of(new SharedPrefix("agreement", Tokens.text(Arrays.copyOf(text, prefix)))),
                Tokens.text(Arrays.copyOfRange(text, prefix, text.length)),
                List.of(),
                Arrays.stream(asked).mapToObj(Integer::toString).toList(),
                Scheduling.DEFAULT);
        List<Scores.Choice> choices = model.score(call).join().choices();
        var logits = new float[asked.length];
        for (int i = 0; i < asked.length; i++) {
            int token = choices.get(i).token().orElseThrow();
            if (token != asked[i]) {
                throw new IllegalStateException("asked for token %d, got %d".formatted(asked[i], token));
            }
            logits[i] = (float) choices.get(i).logit();
        }
        return logits;
    }

    /** The peer's, with those settings. */
    float[] theirs(Bench bench, LlamaModel model, LlamaSettings settings) {
        try (var session = new LlamaSession(model, settings, 1, 512, bench.threads(), bench.vocabulary())) {
            session.prefill(text, 0);
            float[] all = session.logits(-1);
            var logits = new float[asked.length];
            for (int i = 0; i < asked.length; i++) {
                logits[i] = all[asked[i]];
            }
            return logits;
        }
    }

    /** The most by which two engines' logits differ. */
    static double apart(float[] some, float[] others) {
        double worst = 0;
        for (int i = 0; i < some.length; i++) {
            double difference = Math.abs(some[i] - others[i]);
            worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(worst, difference);
        }
        return worst;
    }
}
