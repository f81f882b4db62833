package caravan.trainer.gate;

import caravan.trainer.evaluation.Suite;
import caravan.trainer.evaluation.SuiteFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The suite that comes along for the gate: a thousand answers, each to be told whether it belongs to one instruction or
 * another, half of them as the principles want answers and half as a model without principles gives them, so that
 * neither way of speaking is favoured. They were drawn once from the words that {@code pocket} is never trained on, and
 * are kept as a file, so that scores of different days compare.
 */
public final class BundledSuite {
    private static final String FILE = "matches.jsonl";

    private BundledSuite() {}

    /** All of it. */
    public static Suite read() {
        try (InputStream in = BundledSuite.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing beside " + BundledSuite.class.getName());
            }
            return SuiteFile.parse(FILE, "matches", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
