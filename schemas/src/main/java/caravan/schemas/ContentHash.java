package caravan.schemas;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.NullMarked;

/** Names things by what they contain: the first 128 bits of SHA-256 over length-prefixed parts, as 32 hex digits. */
@NullMarked
public final class ContentHash {
    /** Nothing is ever added to this one: a copy costs less than to ask the platform's providers each time. */
    private static final MessageDigest EMPTY = empty();

    private ContentHash() {}

    /** Hashes the parts; {@code ("ab", "c")} and {@code ("a", "bc")} differ. */
    public static String of(Object... parts) {
        return HexFormat.of().formatHex(digest(parts), 0, 16);
    }

    /** A seed for random draws: the first 64 bits of the same hash. */
    public static long seed(Object... parts) {
        return ByteBuffer.wrap(digest(parts)).getLong();
    }

    private static byte[] digest(Object... parts) {
        byte[][] texts = new byte[parts.length][];
        int length = 0;
        for (int i = 0; i < parts.length; i++) {
            texts[i] = parts[i].toString().getBytes(StandardCharsets.UTF_8);
            length = Math.addExact(length, Integer.BYTES + texts[i].length);
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] text : texts) {
            all.putInt(text.length).put(text);
        }
        return begun().digest(all.array());
    }

    private static MessageDigest begun() {
        try {
            return (MessageDigest) EMPTY.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 of the platform can be copied", e);
        }
    }

    private static MessageDigest empty() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
