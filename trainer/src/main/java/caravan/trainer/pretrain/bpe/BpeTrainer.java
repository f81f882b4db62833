package caravan.trainer.pretrain.bpe;

import caravan.trainer.pretrain.bpe.BpeVocabulary.Merge;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/**
 * Learns a byte-level byte-pair encoding (Sennrich et al. 2016): starting from bytes, the most frequent pair of
 * neighbours becomes a token, until the vocabulary is full. Deterministic: among equally frequent pairs the first in
 * spelling wins.
 */
public final class BpeTrainer {
    private final List<String> specials;
    private final Map<String, Word> words = new TreeMap<>();
    private final Map<Merge, Long> counts = new HashMap<>();
    private final Map<Merge, Set<Word>> places = new HashMap<>();
    private final PriorityQueue<Counted> queue = new PriorityQueue<>(Comparator.comparingLong(Counted::count)
            .reversed()
            .thenComparing(c -> c.pair().left())
            .thenComparing(c -> c.pair().right()));

    private BpeTrainer(List<String> specials) {
        this.specials = specials;
    }

    /**
     * Learns from texts.
     *
     * @param size how many tokens the vocabulary holds at most, specials and the 256 bytes among them
     */
    public static BpeVocabulary train(Iterable<String> texts, int size, List<String> specials) {
        if (size < 256 + specials.size()) {
            throw new IllegalArgumentException("size must hold 256 bytes and the specials, was " + size);
        }
        BpeTrainer trainer = new BpeTrainer(specials);
        texts.forEach(trainer::count);
        return trainer.learn(size - specials.size());
    }

    private void count(String text) {
        for (String piece : Pieces.of(text)) {
            words.computeIfAbsent(ByteAlphabet.spell(piece), Word::new).count++;
        }
    }

    private BpeVocabulary learn(int size) {
        List<String> tokens = new ArrayList<>(size);
        for (int value = 0; value < 256; value++) {
            tokens.add(String.valueOf(ByteAlphabet.sign(value)));
        }
        words.values().forEach(word -> word.pairs().forEach(pair -> add(pair, word)));
        counts.forEach((pair, count) -> queue.add(new Counted(pair, count)));

        List<Merge> merges = new ArrayList<>();
        Set<String> known = new HashSet<>(tokens);
        while (tokens.size() < size && !queue.isEmpty()) {
            Counted best = queue.remove();
            long count = counts.getOrDefault(best.pair(), 0L);
            if (count != best.count()) {
                continue; // An older count of this pair; the newer one is in the queue, too.
            }
            if (count < 2) {
                break; // A pair seen once teaches nothing.
            }
            merges.add(best.pair());
            String token = best.pair().left() + best.pair().right();
            if (known.add(token)) {
                tokens.add(token);
            }
            merge(best.pair(), token);
        }
        return new BpeVocabulary(specials, tokens, merges);
    }

    private void merge(Merge pair, String token) {
        Set<Merge> touched = new HashSet<>();
        for (Word word : List.copyOf(places.getOrDefault(pair, Set.of()))) {
            word.pairs().forEach(old -> remove(old, word, touched));
            word.merge(pair, token);
            word.pairs().forEach(now -> {
                add(now, word);
                touched.add(now);
            });
        }
        for (Merge changed : touched) {
            long count = counts.getOrDefault(changed, 0L);
            if (count > 0) {
                queue.add(new Counted(changed, count));
            }
        }
    }

    private void add(Merge pair, Word word) {
        counts.merge(pair, word.count, Long::sum);
        places.computeIfAbsent(pair, unused -> new HashSet<>()).add(word);
    }

    private void remove(Merge pair, Word word, Set<Merge> touched) {
        counts.merge(pair, -word.count, Long::sum);
        places.getOrDefault(pair, new HashSet<>()).remove(word);
        touched.add(pair);
    }

    private record Counted(Merge pair, long count) {}

    /** A distinct piece, how often it was seen, and how it is spelled so far. Equal by identity. */
    private static final class Word {
        private long count;
        private List<String> spelling = new ArrayList<>();

        Word(String signs) {
            for (int i = 0; i < signs.length(); i++) {
                spelling.add(signs.substring(i, i + 1));
            }
        }

        List<Merge> pairs() {
            List<Merge> pairs = new ArrayList<>(spelling.size());
            for (int i = 1; i < spelling.size(); i++) {
                pairs.add(new Merge(spelling.get(i - 1), spelling.get(i)));
            }
            return pairs;
        }

        void merge(Merge pair, String token) {
            List<String> merged = new ArrayList<>(spelling.size());
            for (int i = 0; i < spelling.size(); i++) {
                boolean meets = i + 1 < spelling.size()
                        && spelling.get(i).equals(pair.left())
                        && spelling.get(i + 1).equals(pair.right());
                merged.add(meets ? token : spelling.get(i));
                i += meets ? 1 : 0;
            }
            spelling = merged;
        }
    }
}
