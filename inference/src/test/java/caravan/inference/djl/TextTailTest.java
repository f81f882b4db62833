package caravan.inference.djl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tokens are bytes here, decoded as UTF-8: the hardest case for characters that span tokens. */
class TextTailTest {
    @Test
    void waitsUntilACharacterIsWhole() {
        var tail = tail(List.of());

        for (byte part : "aé日🐪".getBytes(StandardCharsets.UTF_8)) {
            tail.add(Byte.toUnsignedInt(part));
            assertThat(tail.text()).doesNotContain("\uFFFD");
        }

        assertThat(tail.text()).isEqualTo("aé日🐪");
    }

    @Test
    void findsAStopStringAcrossTokensAndCutsItOff() {
        var tail = tail(List.of("zzz", "\n\nUser:"));

        boolean stopped = false;
        for (byte part : "An answer.\n\nUser: next".getBytes(StandardCharsets.UTF_8)) {
            stopped = tail.add(Byte.toUnsignedInt(part));
            if (stopped) {
                break;
            }
        }

        assertThat(stopped).isTrue();
        assertThat(tail.text()).isEqualTo("An answer.");
        assertThat(tail.matched()).contains("\n\nUser:");
    }

    @Test
    void doesNotFindAStopStringInThePrompt() {
        var tail = new TextTail(TextTailTest::decode, List.of("ab"), new int[] {'a'});

        assertThat(tail.add('b')).isFalse();
        assertThat(tail.text()).isEqualTo("b");
    }

    @Test
    void keepsBackWhatMayBeginAStopString() {
        var tail = tail(List.of("ab!", "bc"));

        "xab".chars().forEach(tail::add);
        assertThat(tail.piece()).isEqualTo("x");
        tail.add('d');
        assertThat(tail.piece()).isEqualTo("abd");
        tail.add('a');
        assertThat(tail.piece()).isEmpty();
        assertThat(tail.rest()).isEqualTo("a");
    }

    private static TextTail tail(List<String> stops) {
        return new TextTail(TextTailTest::decode, stops, new int[0]);
    }

    private static String decode(List<Integer> tokens) {
        var bytes = new byte[tokens.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = tokens.get(i).byteValue();
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
