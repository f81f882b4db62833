package caravan.producers.sample;

import caravan.producers.SourceKind;
import caravan.producers.SourceSettings;

/** {@code sample}: draws from the seed pool. */
public final class SampleKind implements SourceKind {
    @Override
    public String name() {
        return "sample";
    }

    @Override
    public Opener configure(SourceSettings settings) {
        long seed = settings.whole("seed", 1, Long.MIN_VALUE, Long.MAX_VALUE);
        long count = settings.whole("count", 0, 0, Long.MAX_VALUE);
        settings.requireNoOthers();
        return opening -> SampleSource.open(opening.seeds().get(), seed, count, opening.positions());
    }
}
