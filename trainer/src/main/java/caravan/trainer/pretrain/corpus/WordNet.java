package caravan.trainer.pretrain.corpus;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.sf.extjwnl.JWNLException;
import net.sf.extjwnl.data.POS;
import net.sf.extjwnl.data.Synset;
import net.sf.extjwnl.data.Word;
import net.sf.extjwnl.dictionary.Dictionary;

/**
 * Common single words of WordNet 3.1 with the gloss of the sense in which each is used most (Miller 1995; Princeton
 * University, under the WordNet licence).
 */
final class WordNet {
    private static final int GLOSS_WORDS_MAX = 14;

    private WordNet() {}

    /** A word, how often its sense was met in tagged text, its gloss, and a sentence that uses it or "". */
    record Entry(String lemma, int uses, String gloss, String example) {}

    /** The words of one part of speech that were met at least {@code usesMin} times, in alphabetical order. */
    static List<Entry> entries(POS part, int usesMin) {
        try {
            Map<String, Entry> best = new LinkedHashMap<>();
            Iterator<Synset> synsets = Dictionary.getDefaultResourceInstance().getSynsetIterator(part);
            while (synsets.hasNext()) {
                Synset synset = synsets.next();
                for (Word word : synset.getWords()) {
                    Entry unused = entry(word.getLemma(), 0, synset.getGloss());
                    // Asking for the uses reads another part of WordNet each time, so it comes last.
                    int uses = isPlain(unused) ? word.getUseCount() : 0;
                    if (uses >= usesMin) {
                        Entry entry = new Entry(unused.lemma(), uses, unused.gloss(), unused.example());
                        best.merge(entry.lemma(), entry, (a, b) -> a.uses() >= b.uses() ? a : b);
                    }
                }
            }
            List<Entry> sorted = new ArrayList<>(best.values());
            sorted.sort(Comparator.comparing(Entry::lemma));
            return sorted;
        } catch (JWNLException e) {
            throw new IllegalStateException("WordNet cannot be read from the class path", e);
        }
    }

    private static Entry entry(String lemma, int uses, String text) {
        int quote = text.indexOf('"');
        String gloss = (quote < 0 ? text : text.substring(0, quote)).replaceAll("\\([^)]*\\) *", "");
        int semicolon = gloss.indexOf(';');
        gloss = (semicolon < 0 ? gloss : gloss.substring(0, semicolon))
                .replaceAll("\\s+", " ")
                .strip();
        int end = quote < 0 ? -1 : text.indexOf('"', quote + 1);
        String example = end < 0 ? "" : text.substring(quote + 1, end).strip();
        return new Entry(lemma, uses, gloss.replaceAll("[ ,:;.]+$", ""), example);
    }

    private static boolean isPlain(Entry entry) {
        int words = entry.gloss().split(" ").length;
        return entry.lemma().matches("[a-z]{3,12}")
                && words >= 2
                && words <= GLOSS_WORDS_MAX
                && entry.gloss().matches("[a-zA-Z0-9 ,'-]+")
                && entry.example().matches("[ -~]*");
    }
}
