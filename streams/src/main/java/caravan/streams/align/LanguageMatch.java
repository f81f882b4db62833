package caravan.streams.align;

import caravan.streams.flow.Verdict;
import java.lang.Character.UnicodeScript;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whether an answer is written as it was asked for, unless the instruction speaks of a language. Most letters of the
 * answer must be of a script that the instruction or its input also uses; and where the texts are long enough to tell,
 * no language of that script may be much likelier for the answer than those of the instruction and the input. Fenced
 * code is left out, and an answer that is mostly names is left alone: names are of any language.
 */
final class LanguageMatch {
    private static final Pattern FENCED = Pattern.compile("```.*?(```|\\z)", Pattern.DOTALL);
    private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}]+");
    private static final int NAME_CHARS_MIN = 4;
    private static final Set<String> LANGUAGES = Arrays.stream(Locale.getISOLanguages())
            .map(code -> Locale.forLanguageTag(code)
                    .getDisplayLanguage(Locale.ENGLISH)
                    .toLowerCase(Locale.ROOT))
            .filter(name -> name.length() >= NAME_CHARS_MIN)
            .collect(Collectors.toUnmodifiableSet());
    private static final Set<String> ABOUT_LANGUAGE =
            Set.of("translate", "translation", "language", "alphabet", "script", "character", "characters", "mandarin");

    private static final Pattern WORD = Pattern.compile("\\p{L}[\\p{L}\\p{M}]*");
    private static final int QUESTION_LETTERS_MIN = 20;
    private static final int ANSWER_LETTERS_MIN = 40;
    private static final double QUESTION_ODDS_MIN = 1.5;

    private final double oddsMin;

    /**
     * A match.
     *
     * @param oddsMin how many times likelier than the question's language another one must be for the answer; 0 asks
     *     for the script alone
     */
    LanguageMatch(double oddsMin) {
        this.oddsMin = oddsMin;
    }

    /** Why the answer leaves the path, if it does. */
    Optional<Verdict> judge(String instruction, String input, String answer) {
        Optional<UnicodeScript> answered = mainOf(scripts(answer));
        Map<UnicodeScript, Long> asked = scripts(instruction + "\n" + input);
        if (answered.isEmpty() || asked.isEmpty() || speaksOfALanguage(instruction)) {
            return Optional.empty();
        }
        if (!asked.containsKey(answered.get())) {
            return Optional.of(new Verdict(
                    "language-mismatch", "most letters are " + answered.get() + ", asked in " + asked.keySet()));
        }
        return oddsMin > 0 ? judgeLanguage(instruction, input, answer) : Optional.empty();
    }

    private Optional<Verdict> judgeLanguage(String instruction, String input, String answer) {
        String said = FENCED.matcher(answer).replaceAll(" ");
        if (letters(instruction) < QUESTION_LETTERS_MIN || letters(said) < ANSWER_LETTERS_MIN || isMostlyNames(said)) {
            return Optional.empty();
        }
        Languages.Guess guess = Languages.loaded().guess(said);
        String answered = guess.likeliest();
        for (String asked : List.of(instruction, input)) {
            if (letters(asked) >= QUESTION_LETTERS_MIN) {
                Languages.Guess question = Languages.loaded().guess(asked);
                boolean mayBeTheSame = guess.odds(answered, question.likeliest()) < oddsMin
                        || question.odds(question.likeliest(), answered) < QUESTION_ODDS_MIN;
                if (mayBeTheSame) {
                    return Optional.empty();
                }
            }
        }
        String detail = "the answer is of the language " + answered + " rather than of the question's";
        return Optional.of(new Verdict("language-mismatch", detail));
    }

    /** Half of the words or more are capitalized; in German, where all nouns are, a third. */
    private static boolean isMostlyNames(String text) {
        List<String> words =
                WORD.matcher(text).results().map(MatchResult::group).toList();
        long names = words.stream()
                .filter(word -> Character.isUpperCase(word.codePointAt(0)))
                .count();
        return 2 * names >= words.size();
    }

    private static long letters(String text) {
        return text.codePoints().filter(Character::isLetter).count();
    }

    private static boolean speaksOfALanguage(String instruction) {
        return NO_LETTERS
                .splitAsStream(instruction.toLowerCase(Locale.ROOT))
                .anyMatch(word -> LANGUAGES.contains(word) || ABOUT_LANGUAGE.contains(word));
    }

    private static Optional<UnicodeScript> mainOf(Map<UnicodeScript, Long> scripts) {
        return scripts.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    }

    /** Letters by script; Japanese mixes three, which count as one. */
    private static Map<UnicodeScript, Long> scripts(String text) {
        return FENCED.matcher(text)
                .replaceAll(" ")
                .codePoints()
                .filter(Character::isLetter)
                .mapToObj(UnicodeScript::of)
                .filter(script -> script != UnicodeScript.COMMON && script != UnicodeScript.INHERITED)
                .map(script -> script == UnicodeScript.HIRAGANA || script == UnicodeScript.KATAKANA
                        ? UnicodeScript.HAN
                        : script)
                .collect(Collectors.groupingBy(
                        script -> script, () -> new EnumMap<>(UnicodeScript.class), Collectors.counting()));
    }
}
