package caravan.trainer.export;

import java.util.List;
import java.util.regex.Pattern;

/**
 * How datasets are exported.
 *
 * @param name the exported dataset's name, the card's title
 * @param licence what Hugging Face calls it, {@code cc-by-4.0} for example; {@code unknown} where nobody has said
 * @param format how rows are written
 * @param suites what no row may hold
 */
public record ExportSettings(String name, String licence, Format format, List<Benchmark> suites) {
    private static final Pattern LICENCE = Pattern.compile("[a-z0-9][a-z0-9.+-]*");

    public ExportSettings {
        suites = List.copyOf(suites);
        if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("name must be one line that is not blank, was '" + name + "'");
        }
        if (!LICENCE.matcher(licence).matches()) {
            throw new IllegalArgumentException(
                    "licence must be an identifier such as cc-by-4.0, apache-2.0 or other, was '" + licence + "'");
        }
    }
}
