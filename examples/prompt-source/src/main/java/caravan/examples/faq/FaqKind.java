package caravan.examples.faq;

import caravan.producers.SourceKind;
import caravan.producers.SourceSettings;
import java.nio.file.Path;

/** {@code faq}: the questions of a Markdown page. */
public final class FaqKind implements SourceKind {
    /** As {@link java.util.ServiceLoader} wants it. */
    public FaqKind() {}

    @Override
    public String name() {
        return "faq";
    }

    @Override
    public Opener configure(SourceSettings settings) {
        Path page = Path.of(settings.required("path"));
        settings.requireNoOthers();
        return opening -> new FaqSource(page, opening.positions());
    }
}
