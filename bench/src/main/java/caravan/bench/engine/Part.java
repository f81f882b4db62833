package caravan.bench.engine;

import java.io.IOException;

/** A part of the benchmark. */
@FunctionalInterface
interface Part {
    void run(Bench bench) throws IOException;
}
