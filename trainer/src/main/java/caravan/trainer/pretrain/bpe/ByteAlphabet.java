package caravan.trainer.pretrain.bpe;

import java.nio.charset.StandardCharsets;

/**
 * The byte-level alphabet of GPT-2: each of the 256 bytes is written as one visible character, so that every text,
 * whatever its script, is spelled without an unknown token. Printable bytes stand for themselves; the others take the
 * characters from U+0100 on, in byte order.
 */
final class ByteAlphabet {
    private static final char[] SIGNS = signs();

    private ByteAlphabet() {}

    /** The character that stands for a byte in [0, 255]. */
    static char sign(int value) {
        return SIGNS[value];
    }

    /** The UTF-8 bytes of a text, as signs. */
    static String spell(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        char[] spelled = new char[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            spelled[i] = SIGNS[bytes[i] & 0xff];
        }
        return new String(spelled);
    }

    private static char[] signs() {
        char[] signs = new char[256];
        char next = 0x100;
        for (int value = 0; value < 256; value++) {
            signs[value] = isPrintable(value) ? (char) value : next++;
        }
        return signs;
    }

    private static boolean isPrintable(int value) {
        return (value >= '!' && value <= '~') || (value >= 0xa1 && value != 0xad);
    }
}
