package caravan.streams.align;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LanguageMatchTest {
    private static final String RUSSIAN = "\u0412\u043e\u043b\u0433\u0430 \u0434\u043b\u0438\u043d\u043d\u0430\u044f";

    private static boolean isKept(String instruction, String input, String answer) {
        return LanguageMatch.judge(instruction, input, answer).isEmpty();
    }

    @Test
    void wantsAnAnswerInTheScriptOfTheQuestion() {
        assertThat(isKept("Name a river", "", "The Loire")).isTrue();
        assertThat(isKept("Name a river", "", RUSSIAN)).isFalse();
        assertThat(isKept(RUSSIAN, "", "The Volga is long")).isFalse();
        assertThat(isKept("Name a river", "", "The Loire (" + RUSSIAN.substring(0, 3) + ")"))
                .isTrue();
    }

    @Test
    void letsAnInstructionAskForALanguageOrBringOne() {
        assertThat(isKept("Say it in Russian", "", RUSSIAN)).isTrue();
        assertThat(isKept("Translate the sentence", "long", RUSSIAN)).isTrue();
        assertThat(isKept("Repeat the words", RUSSIAN, RUSSIAN)).isTrue();
    }

    @Test
    void hasNothingAgainstNumbersAndCode() {
        assertThat(isKept(RUSSIAN, "", "42")).isTrue();
        assertThat(isKept(RUSSIAN, "", RUSSIAN + "\n```\nreturn the long river and all the others\n```"))
                .isTrue();
        assertThat(isKept("2 + 2 = ?", "", "four")).isTrue();
    }

    @Test
    void countsTheThreeScriptsOfJapaneseAsOne() {
        assertThat(isKept("\u65e5\u672c\u306e\u5ddd", "", "\u3057\u306a\u306e\u304c\u308f"))
                .isTrue();
    }
}
