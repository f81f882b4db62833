package caravan.producers.http;

import caravan.producers.SourceSettings;
import caravan.producers.reading.FieldMapping;
import java.util.Optional;
import java.util.Set;

/**
 * Where to listen, and to whom.
 *
 * @param host the address to listen at
 * @param port in [0, 65535]; 0 takes a free one, which the source's status tells
 * @param key who knows it may push; empty lets everybody who reaches the loopback interface
 * @param mapping where instruction and input stand
 */
record HttpSettings(String host, int port, Optional<ApiKey> key, FieldMapping mapping) {
    static final String KEY = "api-key";
    static final String KEY_HASH = "api-key-sha256";

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");
    private static final int KEY_CHARS_MIN = 16;

    static HttpSettings of(SourceSettings settings) {
        Optional<String> plain = settings.text(KEY);
        if (plain.isPresent() && plain.get().length() < KEY_CHARS_MIN) {
            throw new IllegalArgumentException("'" + KEY + "' must have at least " + KEY_CHARS_MIN + " characters, has "
                    + plain.get().length());
        }
        HttpSettings read = new HttpSettings(
                settings.text("host").orElse("127.0.0.1"),
                (int) settings.whole("port", 0, 0, 65_535),
                settings.text(KEY_HASH).or(() -> plain.map(ApiKey::hashOf)).map(ApiKey::new),
                FieldMapping.of(settings));
        settings.requireNoOthers();
        if (read.key.isEmpty() && !LOOPBACK.contains(read.host)) {
            throw new IllegalArgumentException(
                    "'" + KEY + "' is missing, and 'host' " + read.host + " is beyond the loopback interface");
        }
        return read;
    }
}
