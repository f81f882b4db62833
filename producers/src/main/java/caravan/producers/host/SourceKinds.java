package caravan.producers.host;

import caravan.producers.SourceKind;
import caravan.producers.SourceKind.Opener;
import caravan.producers.SourceSettings;
import caravan.producers.file.FileKind;
import caravan.producers.http.HttpKind;
import caravan.producers.sample.SampleKind;
import caravan.producers.topic.TopicKind;
import caravan.schemas.Source;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/** The kinds of source that there are: those that come along, and those that a jar on the class path brings. */
public final class SourceKinds {
    private final Map<String, SourceKind> kinds = new TreeMap<>();

    /** Those of a class loader, beside the shipped ones. */
    public SourceKinds(ClassLoader loader) {
        List<SourceKind> shipped = List.of(new FileKind(), new HttpKind(), new TopicKind(), new SampleKind());
        shipped.forEach(kind -> kinds.put(kind.name(), kind));
        ServiceLoader.load(SourceKind.class, loader).forEach(kind -> kinds.putIfAbsent(kind.name(), kind));
    }

    /** Their names. */
    public Collection<String> names() {
        return Set.copyOf(kinds.keySet());
    }

    /**
     * Reads a source's settings.
     *
     * @throws IllegalArgumentException if there is no such kind here, or a setting is wrong; the message names the
     *     source
     */
    public Opener configure(Source source) {
        SourceKind kind = kinds.get(source.getKind());
        if (kind == null) {
            throw new IllegalArgumentException("source " + source.getName() + ": kind must be one of "
                    + String.join(", ", kinds.keySet()) + "; was '" + source.getKind() + "'");
        }
        try {
            return kind.configure(new SourceSettings(source.getSettings()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("source " + source.getName() + ": " + e.getMessage(), e);
        }
    }

    /** What of a source's settings is written to the topic. */
    public Map<String, String> kept(String kind, Map<String, String> settings) {
        SourceKind known = kinds.get(kind);
        return known == null ? settings : known.kept(settings);
    }
}
