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
import org.junit.jupiter.api.Test;

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

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void decidesAsBruteForceDoes(@ForAll("pools") List<List<String>> texts) {
        assertThat(acceptedByIndex(texts).kept()).isEqualTo(acceptedByBruteForce(texts));
    }

    @Property(tries = 2, shrinking = ShrinkingMode.OFF)
    void decidesAsBruteForceDoesOnThousandsOfMutatedTasks(@ForAll Random random) {
        List<List<String>> texts = mutations(5_000, random);

        Accepted accepted = acceptedByIndex(texts);

        assertThat(accepted.kept()).isEqualTo(acceptedByBruteForce(texts));
        assertThat(accepted.verified())
                .as("pairs compared, of %d", accepted.pairs())
                .isLessThan(accepted.pairs() / 100);
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void findsTheSameCommonSubsequenceAsTheTable(@ForAll("pools") List<List<String>> texts) {
        List<String> one = texts.get(0);
        List<String> other = texts.get(texts.size() - 1);
        CommonSubsequence common = new CommonSubsequence();
        int[] numbers = numbers(other);
        common.begin(numbers(texts.get(texts.size() / 2))); // what was before must not matter
        common.begin(numbers(one));
        int length = common.lengthWith(numbers, 0, numbers.length);

        assertThat(length).isEqualTo(ReferenceRouge.common(one, other));
    }

    /** Where 20 l = 7 (m + n): both texts have l words in common, in order, and others before, between or behind. */
    @Property(tries = 3, shrinking = ShrinkingMode.OFF)
    void decidesEachBoundaryPairAsTheTableDoes(@ForAll Random random) {
        int boundary = 0;
        for (int m = 1; m < 90; m++) {
            for (int n = 1; n < 90; n++) {
                int l = 7 * (m + n) / 20;
                if (20 * l == 7 * (m + n) && l <= Math.min(m, n)) {
                    List<String> one = around(l, m, "one", random);
                    List<String> other = around(l, n, "other", random);
                    NearDuplicates index = new NearDuplicates();
                    index.add(0, one);
                    assertThat(index.find(other).isPresent())
                            .as("m=%d n=%d l=%d", m, n, l)
                            .isEqualTo(ReferenceRouge.f(other, one) > 0.7);
                    boundary++;
                }
            }
        }
        assertThat(boundary).isPositive();
    }

    @Test
    void findsTheEarliestOfSeveral() {
        NearDuplicates index = new NearDuplicates();
        index.add(7, List.of("name", "a", "long", "river", "of", "asia"));
        index.add(8, List.of("name", "one", "long", "river", "of", "asia"));
        index.add(9, List.of("name", "one", "long", "river", "of", "asia"));

        assertThat(index.find(List.of("name", "one", "long", "river", "of", "asia")))
                .hasValueSatisfying(match -> assertThat(match.label()).isEqualTo(7));
        assertThat(index.size()).isEqualTo(2);
    }

    @Test
    void knowsNoNearTextOfOneWithoutTokens() {
        NearDuplicates index = new NearDuplicates();
        index.add(0, List.of());

        assertThat(index.find(List.of())).isEmpty();
        assertThat(index.find(List.of("word"))).isEmpty();
    }

    private static List<String> around(int common, int length, String own, Random random) {
        List<String> text = new ArrayList<>(
                IntStream.range(0, common).mapToObj(i -> "common" + i).toList());
        for (int i = common; i < length; i++) {
            text.add(random.nextInt(text.size() + 1), own + i);
        }
        return text;
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
            Optional<Integer> near = kept.stream()
                    .filter(k -> ReferenceRouge.f(text, texts.get(k)) > 0.7)
                    .findFirst();
            if (near.isEmpty()) {
                kept.add(i);
            }
        }
        return kept;
    }

    private static int[] numbers(List<String> tokens) {
        return tokens.stream().mapToInt(token -> token.charAt(0)).toArray();
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
