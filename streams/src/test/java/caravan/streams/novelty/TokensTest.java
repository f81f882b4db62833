package caravan.streams.novelty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokensTest {
    @Test
    void splitsAsTheReferenceDoes() {
        assertThat(Tokens.of("don't re-use C++ / C#")).containsExactly("don", "t", "re", "use", "c", "c");
        assertThat(Tokens.of("123 4,567.89")).containsExactly("123", "4", "567", "89");
        assertThat(Tokens.of("na\u00efve caf\u00e9")).containsExactly("na", "ve", "caf");
        assertThat(Tokens.of("\uff21\uff22\uff23 \u4f60\u597d")).isEmpty();
    }

    @Test
    void lowersAsUnicodeDoesWhateverTheLocale() {
        assertThat(Tokens.of("\u0130stanbul")).containsExactly("i", "stanbul");
        assertThat(Tokens.of("300\u212a")).containsExactly("300k");
    }
}
