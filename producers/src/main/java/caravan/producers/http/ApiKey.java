package caravan.producers.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A key of which only the SHA-256 is known, so that the topic of sources gives nothing away. */
record ApiKey(String hash) {
    private static final String BEARER = "Bearer ";

    static String hashOf(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Whether an {@code Authorization} header carries the key; takes as long for every wrong one. */
    boolean isIn(@Nullable String authorization) {
        return authorization != null
                && authorization.startsWith(BEARER)
                && MessageDigest.isEqual(
                        hash.getBytes(StandardCharsets.US_ASCII),
                        hashOf(authorization.substring(BEARER.length()).strip()).getBytes(StandardCharsets.US_ASCII));
    }
}
