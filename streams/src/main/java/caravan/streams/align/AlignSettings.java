package caravan.streams.align;

import caravan.streams.flow.Rules;
import java.util.List;
import java.util.Map;

/**
 * Settings of align.
 *
 * @param rules whose rules answers are judged by; with the paper's, only {@code paper} of what follows counts
 * @param paper what the paper's rules need to know
 * @param retriesMax how often an answer that the token limit cut is asked for again, with twice the room each time
 * @param queryCharsMax most characters of an instruction and its input together, so that the query never eats the room
 *     of the answer: at about 4 characters a token, together with the prefix and {@code maxTokens} of the template it
 *     must fit the model's context
 * @param leakWords an answer that shares this many words in a row with an exemplar's answer leaks it
 * @param echoCharsMin an answer that holds its instruction whole echoes it, if the instruction has this many characters
 * @param repeatsMax how often in a row a run of words, or how often at all a sentence, may come in an answer
 * @param languageOdds an answer is of the wrong language if, by the letters, another one of the same script is so many
 *     times likelier than the question's; 0 for telling scripts apart alone
 * @param show for each red-team type, by id, names of the principles that its queries have in sight, with commas
 *     between: a shorter prefix, with the exemplars that cite no others; all that has no entry sees the whole
 *     constitution. More different prefixes than the engine keeps ({@code model.prefixes-max}) are computed again
 * @param stress for each red-team type, by id, names of the principles that its queries stress, likewise
 * @param model which model answers from a loop's second round on; the first round is always the base's
 */
public record AlignSettings(
        Rules rules,
        Paper paper,
        int retriesMax,
        int queryCharsMax,
        int leakWords,
        int echoCharsMin,
        int repeatsMax,
        double languageOdds,
        Map<String, String> show,
        Map<String, String> stress,
        Model model) {
    /** Which model answers. */
    public enum Model {
        /** The one that every training begins from, as in the paper. */
        BASE,
        /** The one trained on the rounds before. */
        ALIGNED;

        /** The alias by which the model is asked in a round, from 0. */
        String alias(int round) {
            return this == ALIGNED && round > 0 ? "aligned" : "base";
        }
    }

    /**
     * One retry; 6,000 characters; 8 words leak; 17 characters echo, as in the original's successor; 3 times; 2.5 times
     * likelier; the base answers.
     */
    public static final AlignSettings DEFAULTS =
            new AlignSettings(Rules.IMPROVED, Paper.DEFAULTS, 1, 6_000, 8, 17, 3, 2.5, Map.of(), Map.of(), Model.BASE);

    /**
     * Settings of the paper's rules alone.
     *
     * @param answerCharsMin fewest characters of a finished answer, with the 12 of its end-of-turn marker
     * @param leaks an answer that holds one of these, in exactly these letters, leaks an exemplar
     */
    public record Paper(int answerCharsMin, List<String> leaks) {
        /** The original's 160 characters; for its blacklist of words, what stands for it in the exemplars here. */
        public static final Paper DEFAULTS = new Paper(
                160,
                List.of(
                        "marathon",
                        "Varrowmead",
                        "With that I can try again",
                        "[2, 3, 2]",
                        "high tide",
                        "the French hydrographic service",
                        "Silk Road"));

        public Paper {
            atLeast(1, "answerCharsMin", answerCharsMin);
            leaks = List.copyOf(leaks);
        }
    }

    public AlignSettings {
        atLeast(0, "retriesMax", retriesMax);
        atLeast(1, "queryCharsMax", queryCharsMax);
        atLeast(1, "leakWords", leakWords);
        atLeast(1, "echoCharsMin", echoCharsMin);
        atLeast(1, "repeatsMax", repeatsMax);
        if (!(languageOdds == 0 || languageOdds > 1)) {
            throw new IllegalArgumentException("languageOdds must be 0 or more than 1, was " + languageOdds);
        }
        show = Map.copyOf(show);
        stress = Map.copyOf(stress);
    }

    private static void atLeast(int least, String name, int value) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", was " + value);
        }
    }
}
