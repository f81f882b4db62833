package caravan.streams.engrave;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Settings of engrave.
 *
 * @param charsMax most characters of an example, prompt and completion together
 * @param leakWords an answer that shares this many words in a row with a principle leaks it
 * @param identity a file of questions about the assistant itself and their answers, which join each run's examples when
 *     it begins; none by default
 */
public record EngraveSettings(int charsMax, int leakWords, Optional<Path> identity) {
    /** 8,000 characters, about 2,000 tokens of English; 8 words leak. */
    public static final EngraveSettings DEFAULTS = new EngraveSettings(8_000, 8, Optional.empty());

    public EngraveSettings {
        if (charsMax < 1 || leakWords < 1) {
            throw new IllegalArgumentException(
                    "charsMax and leakWords must be at least 1, were " + charsMax + " and " + leakWords);
        }
    }
}
