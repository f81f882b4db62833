package caravan.streams.novelty;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.streams.flow.Samples;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

class NearDuplicatesTest {
    /** Texts over few words, so that many are near, and some are longer than one machine word of 64 tokens. */
    @Provide
    Arbitrary<List<List<String>>> pools() {
        Arbitrary<String> word = Arbitraries.of("a", "b", "c", "d", "e", "f", "g", "h");
        Arbitrary<List<String>> text = Arbitraries.frequencyOf(
                Tuple.of(9, word.list().ofMinSize(0).ofMaxSize(16)),
                Tuple.of(1, word.list().ofMinSize(50).ofMaxSize(150)));
        return text.list().ofMinSize(1).ofMaxSize(200);
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void decidesAsBruteForceDoes(@ForAll("pools") List<List<String>> texts) {
        assertThat(acceptedByIndex(texts).kept()).isEqualTo(acceptedByBruteForce(texts));
    }

    @Property(tries = 2, shrinking = ShrinkingMode.OFF)
    void decidesAsBruteForceDoesOnThousandsOfMutatedTasks(@ForAll Random random) {
        List<List<String>> texts = mutations(2_500, random);

        Accepted accepted = acceptedByIndex(texts);

        assertThat(accepted.kept()).isEqualTo(acceptedByBruteForce(texts));
        assertThat(accepted.verified())
                .as("pairs compared, of %d", accepted.pairs())
                .isLessThan(accepted.pairs() / 10);
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void findsTheSameCommonSubsequenceAsTheTable(@ForAll("pools") List<List<String>> texts) {
        List<String> one = texts.get(0);
        List<String> other = texts.get(texts.size() - 1);
        int length = new CommonSubsequence(numbers(one)).lengthWith(numbers(other));

        assertThat(length).isEqualTo(table(one, other));
    }

    private record Accepted(List<Integer> kept, long verified, long pairs) {}

    private static Accepted acceptedByIndex(List<List<String>> texts) {
        NearDuplicates index = new NearDuplicates();
        List<Integer> kept = new ArrayList<>();
        long pairs = 0;
        for (int i = 0; i < texts.size(); i++) {
            pairs += index.size();
            if (index.find(texts.get(i)).isEmpty()) {
                index.add(i, texts.get(i));
                kept.add(i);
            }
        }
        return new Accepted(kept, index.verified(), pairs);
    }

    private static List<Integer> acceptedByBruteForce(List<List<String>> texts) {
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            List<String> text = texts.get(i);
            Optional<Integer> near =
                    kept.stream().filter(k -> f(text, texts.get(k)) > 0.7).findFirst();
            if (near.isEmpty()) {
                kept.add(i);
            }
        }
        return kept;
    }

    /** Straight from the reference: new text as target, pooled text as prediction. */
    private static double f(List<String> target, List<String> prediction) {
        if (target.isEmpty() || prediction.isEmpty()) {
            return 0;
        }
        int l = table(target, prediction);
        double p = (double) l / prediction.size();
        double r = (double) l / target.size();
        return p + r > 0 ? 2 * p * r / (p + r) : 0;
    }

    private static int table(List<String> one, List<String> other) {
        int[] above = new int[other.size() + 1];
        for (String token : one) {
            int[] row = new int[other.size() + 1];
            for (int j = 1; j <= other.size(); j++) {
                row[j] = token.equals(other.get(j - 1)) ? above[j - 1] + 1 : Math.max(above[j], row[j - 1]);
            }
            above = row;
        }
        return above[other.size()];
    }

    private static int[] numbers(List<String> tokens) {
        return tokens.stream().mapToInt(String::hashCode).toArray();
    }

    /** Seed tasks with words dropped, doubled, swapped and taken from other tasks. */
    private static List<List<String>> mutations(int count, Random random) {
        List<List<String>> tasks = Samples.PRINCIPLES.seedTasks().stream()
                .map(task -> Tokens.of(task.instruction()))
                .toList();
        List<String> words = tasks.stream().flatMap(List::stream).toList();
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    List<String> text = new ArrayList<>(tasks.get(random.nextInt(tasks.size())));
                    for (int edits = random.nextInt(2 + text.size()); edits > 0 && !text.isEmpty(); edits--) {
                        int place = random.nextInt(text.size());
                        switch (random.nextInt(4)) {
                            case 0 -> text.remove(place);
                            case 1 -> text.add(place, text.get(random.nextInt(text.size())));
                            case 2 -> Collections.swap(text, place, random.nextInt(text.size()));
                            default -> text.set(place, words.get(random.nextInt(words.size())));
                        }
                    }
                    return text;
                })
                .toList();
    }
}
