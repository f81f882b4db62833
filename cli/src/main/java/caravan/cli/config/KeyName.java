package caravan.cli.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** A record component's name as a key of the file: {@code bootstrapServers} is written {@code bootstrap-servers}. */
final class KeyName {
    private static final Pattern UPPER = Pattern.compile("([A-Z])");

    private KeyName() {}

    static String of(String component) {
        return UPPER.matcher(component).replaceAll("-$1").toLowerCase(Locale.ROOT);
    }
}
