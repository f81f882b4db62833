package caravan.producers.http;

import caravan.producers.SourceKind;
import caravan.producers.SourceSettings;
import java.util.HashMap;
import java.util.Map;

/** {@code http}: prompts that are pushed. */
public final class HttpKind implements SourceKind {
    @Override
    public String name() {
        return "http";
    }

    @Override
    public Map<String, String> kept(Map<String, String> settings) {
        Map<String, String> kept = new HashMap<>(settings);
        String key = kept.remove(HttpSettings.KEY);
        if (key != null) {
            kept.put(HttpSettings.KEY_HASH, ApiKey.hashOf(key.strip()));
        }
        return kept;
    }

    @Override
    public Opener configure(SourceSettings settings) {
        HttpSettings read = HttpSettings.of(settings);
        return opening -> HttpSource.open(read, opening);
    }
}
