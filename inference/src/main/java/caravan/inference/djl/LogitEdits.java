package caravan.inference.djl;

import caravan.inference.Penalties;
import caravan.inference.SamplingParams;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a call's penalties and bias do to its logits, kept up to date as its tokens come. An edit of a token divides its
 * logit, if positive, by a number, or multiplies it, if negative; then adds another.
 */
final class LogitEdits {
    private static final double NEVER = -1e30;

    private final Penalties penalties;
    private final Map<Integer, Double> bias;
    private final int vocabulary;
    private final List<Integer> tokens = new ArrayList<>();
    private final Set<Integer> seen = new HashSet<>();
    private final Map<Integer, Integer> generated = new HashMap<>();
    private final Map<List<Integer>, Set<Integer>> followers = new HashMap<>();

    LogitEdits(SamplingParams sampling, int[] prompt, int vocabulary) {
        this.penalties = sampling.penalties();
        this.bias = sampling.logitBias();
        this.vocabulary = vocabulary;
        if (!penalties.equals(Penalties.NONE)) {
            for (int token : prompt) {
                remember(token);
            }
        }
    }

    boolean isNone() {
        return penalties.equals(Penalties.NONE) && bias.isEmpty();
    }

    /** Takes note of a token of the completion. */
    void add(int token) {
        if (!penalties.equals(Penalties.NONE)) {
            remember(token);
            generated.merge(token, 1, Integer::sum);
        }
    }

    /** One token's edit. */
    record Edit(int token, double divisor, double addition) {}

    /** The edits of the next token's logits. */
    List<Edit> next() {
        var edited = new HashSet<Integer>(bias.keySet());
        edited.addAll(generated.keySet());
        Set<Integer> banned = banned();
        edited.addAll(banned);
        if (penalties.repetition() != 1) {
            edited.addAll(seen);
        }
        edited.removeIf(token -> token >= vocabulary);
        return edited.stream()
                .map(token -> new Edit(
                        token,
                        seen.contains(token) ? penalties.repetition() : 1,
                        banned.contains(token) ? NEVER : addition(token)))
                .toList();
    }

    private double addition(int token) {
        int times = generated.getOrDefault(token, 0);
        double penalty = times == 0 ? 0 : penalties.presence() + times * penalties.frequency();
        return bias.getOrDefault(token, 0.0) - penalty;
    }

    /** Tokens that would repeat a run. */
    private Set<Integer> banned() {
        int before = penalties.noRepeatNgram() - 1;
        return before < 0 || tokens.size() < before ? Set.of() : followers.getOrDefault(last(before), Set.of());
    }

    private void remember(int token) {
        int before = penalties.noRepeatNgram() - 1;
        if (before >= 0 && tokens.size() >= before) {
            followers.computeIfAbsent(last(before), unused -> new HashSet<>()).add(token);
        }
        tokens.add(token);
        seen.add(token);
    }

    private List<Integer> last(int count) {
        return List.copyOf(tokens.subList(tokens.size() - count, tokens.size()));
    }
}
