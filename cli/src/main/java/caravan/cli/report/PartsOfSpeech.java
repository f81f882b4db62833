package caravan.cli.report;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.sf.extjwnl.JWNLException;
import net.sf.extjwnl.data.IndexWord;
import net.sf.extjwnl.data.POS;
import net.sf.extjwnl.data.Synset;
import net.sf.extjwnl.data.Word;
import net.sf.extjwnl.dictionary.Dictionary;
import org.jspecify.annotations.Nullable;

/**
 * Finds an instruction's main verb and the first noun behind it, as Self-Instruct pictures diversity (Wang et al. 2022,
 * figure 2). There a parser finds them; here WordNet says what each word mostly is, which is enough for a picture. Not
 * thread-safe.
 */
final class PartsOfSpeech {
    private static final int VERB_AMONG_FIRST = 6;
    private static final double SHARE_OF_A_FIRST_WORD = 0.1;
    private static final Set<String> SMALL_WORDS =
            Set.of(("a an the in on at by as of to for and or it its he she me my you your i we us our one this that "
                            + "these those some any each every no not all two three four five ten what which who how why when "
                            + "where please do does did can could should would will shall may might must with from about into if so but following")
                    .split(" ", -1));

    private final Dictionary wordNet;
    private final Map<String, Map<POS, Integer>> usesByWord = new HashMap<>();

    /** A verb and the noun behind it, both in their dictionary form; "" where there is none. */
    record VerbNoun(String verb, String noun) {}

    PartsOfSpeech() {
        try {
            wordNet = Dictionary.getDefaultResourceInstance();
        } catch (JWNLException e) {
            throw new IllegalStateException("WordNet cannot be read from the class path", e);
        }
    }

    /** What an instruction is mainly about; empty without a verb among its first words. */
    Optional<VerbNoun> in(String instruction) {
        List<String> words = List.of(instruction.toLowerCase(Locale.ROOT).split("[^a-z]+", -1));
        for (int i = 0; i < Math.min(VERB_AMONG_FIRST, words.size()); i++) {
            // The first word of an order is a verb, even if it mostly is none elsewhere: "plan", "name", "list".
            if (isA(POS.VERB, words.get(i), i == 0 ? SHARE_OF_A_FIRST_WORD : 1)) {
                String noun = words.subList(i + 1, words.size()).stream()
                        .filter(word -> isA(POS.NOUN, word, 1))
                        .findFirst()
                        .map(word -> base(POS.NOUN, word))
                        .orElse("");
                return Optional.of(new VerbNoun(base(POS.VERB, words.get(i)), noun));
            }
        }
        return Optional.empty();
    }

    /** Whether it is used as that part of speech, at least this share of the times it is used as what it mostly is. */
    private boolean isA(POS part, String word, double shareMin) {
        if (word.length() < 2 || SMALL_WORDS.contains(word)) {
            return false;
        }
        Map<POS, Integer> uses = usesByWord.computeIfAbsent(word, this::uses);
        int most = uses.values().stream().max(Integer::compare).orElse(0);
        return uses.containsKey(part) && uses.get(part) >= shareMin * most;
    }

    private Map<POS, Integer> uses(String word) {
        Map<POS, Integer> uses = new HashMap<>();
        for (POS part : POS.values()) {
            IndexWord entry = entry(part, word);
            if (entry != null) {
                uses.put(part, uses(entry));
            }
        }
        return uses;
    }

    private static int uses(IndexWord entry) {
        int uses = 0;
        for (Synset sense : entry.getSenses()) {
            for (Word word : sense.getWords()) {
                uses += word.getLemma().equalsIgnoreCase(entry.getLemma()) ? word.getUseCount() : 0;
            }
        }
        return uses;
    }

    private String base(POS part, String word) {
        IndexWord entry = entry(part, word);
        return entry == null ? word : entry.getLemma();
    }

    private @Nullable IndexWord entry(POS part, String word) {
        try {
            return wordNet.lookupIndexWord(part, word);
        } catch (JWNLException e) {
            throw new IllegalStateException("WordNet cannot be read from the class path", e);
        }
    }
}
