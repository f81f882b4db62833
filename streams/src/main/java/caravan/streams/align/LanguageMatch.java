package caravan.streams.align;

import caravan.streams.flow.Verdict;
import java.lang.Character.UnicodeScript;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whether an answer is written as it was asked for, told by the script: most letters of the answer must be of one that
 * the instruction or its input also uses, unless the instruction speaks of a language. Fenced code is left out.
 * Languages that share a script are not told apart.
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

    private LanguageMatch() {}

    /** Why the answer leaves the path, if it does. */
    static Optional<Verdict> judge(String instruction, String input, String answer) {
        Optional<UnicodeScript> answered = mainOf(scripts(answer));
        Map<UnicodeScript, Long> asked = scripts(instruction + "\n" + input);
        if (answered.isEmpty()
                || asked.isEmpty()
                || asked.containsKey(answered.get())
                || speaksOfALanguage(instruction)) {
            return Optional.empty();
        }
        return Optional.of(new Verdict(
                "language-mismatch", "most letters are " + answered.get() + ", asked in " + asked.keySet()));
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
