package caravan.streams.align;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.streams.flow.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

class LanguageMatchTest {
    private static final String RUSSIAN = "\u0412\u043e\u043b\u0433\u0430 \u0434\u043b\u0438\u043d\u043d\u0430\u044f";

    private static final LanguageMatch MATCH = new LanguageMatch(AlignSettings.DEFAULTS.languageOdds());

    private static boolean isKept(String instruction, String input, String answer) {
        return MATCH.judge(instruction, input, answer).isEmpty();
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

    private static final String ENGLISH = "How should I store fresh bread overnight?";
    private static final List<String> IN_OTHER_LANGUAGES = List.of(
            "Mettez le pain dans un sac en toile ou dans une bo\u00eete \u00e0 pain, jamais au r\u00e9frig\u00e9rateur, et"
                    + " mangez-le avant le lendemain soir.",
            "Am besten bleibt das Brot in einem Kasten aus Holz oder Ton, mit der Schnittfl\u00e4che nach unten, und nie im"
                    + " K\u00fchlschrank.",
            "Guarda el pan en una bolsa de tela o en una panera de madera, nunca en la nevera, y c\u00f3metelo antes de la"
                    + " noche siguiente.",
            "Bewaar het brood in een trommel of in een linnen zak, nooit in de koelkast, en eet het binnen een dag op.",
            "L\u00e4gg br\u00f6det i en p\u00e5se av tyg eller i en l\u00e5da av tr\u00e4, aldrig i kylsk\u00e5pet, och \u00e4t upp det"
                    + " inom en dag.");

    @Test
    void tellsLanguagesOfOneScriptApart() {
        assertThat(IN_OTHER_LANGUAGES)
                .allSatisfy(answer -> assertThat(isKept(ENGLISH, "", answer)).isFalse());
        assertThat(isKept(
                        IN_OTHER_LANGUAGES.get(0),
                        "",
                        "Put it into a cloth bag or a wooden box, never into the fridge, and eat it within a day."))
                .isFalse();
        assertThat(isKept(IN_OTHER_LANGUAGES.get(0), "", IN_OTHER_LANGUAGES.get(0)))
                .isTrue();
    }

    @Test
    void looksAtTheScriptAloneIfToldTo() {
        assertThat(IN_OTHER_LANGUAGES)
                .allSatisfy(answer -> assertThat(new LanguageMatch(0).judge(ENGLISH, "", answer))
                        .isEmpty());
    }

    @Test
    void letsAnAnswerBeInTheLanguageOfTheInput() {
        assertThat(isKept("Answer the reader as a baker would.", IN_OTHER_LANGUAGES.get(1), IN_OTHER_LANGUAGES.get(1)))
                .isTrue();
    }

    @Test
    void saysNothingOfWhatIsTooShortToTell() {
        assertThat(isKept(ENGLISH, "", "Je ne sais pas.")).isTrue();
        assertThat(isKept("Bread?", "", IN_OTHER_LANGUAGES.get(0))).isTrue();
    }

    @Test
    void takesNamesListsAndCodeForNoLanguage() {
        assertThat(List.of(
                        "The composers are Giuseppe Verdi, Giacomo Puccini, Gioachino Rossini, Vincenzo Bellini and"
                                + " Gaetano Donizetti.",
                        "Guadalajara, Oaxaca, Merida, Puebla, Tijuana, Monterrey, Zacatecas, Morelia, Chihuahua",
                        "Quercus robur, Fagus sylvatica, Betula pendula, Acer platanoides, Tilia cordata, Alnus glutinosa",
                        "sushi, sashimi, tempura, ramen, udon, okonomiyaki, takoyaki, natto, miso",
                        "lambda x: sorted(filter(None, x), key=len, reverse=True)",
                        "SELECT name, SUM(total) FROM orders JOIN customers USING (id) GROUP BY name ORDER BY 2 DESC"))
                .allSatisfy(answer -> assertThat(isKept(ENGLISH, "", answer)).isTrue());
    }

    /** Every seed is English, and so is its input unless the instruction says otherwise. */
    @Test
    void hasNothingAgainstTheProjectsOwnTasks() {
        assertThat(Samples.PRINCIPLES.seedTasks()).allSatisfy(task -> {
            assertThat(isKept(task.instruction(), "", task.input()))
                    .as(task.input())
                    .isTrue();
            assertThat(isKept(ENGLISH, "", task.instruction()))
                    .as(task.instruction())
                    .isTrue();
        });
    }
}
