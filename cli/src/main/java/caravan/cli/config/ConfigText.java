package caravan.cli.config;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes settings as the file that would give them. Values of secrets (passwords, SASL's JAAS line) are masked. */
public final class ConfigText {
    private static final Pattern SECRET = Pattern.compile("password|secret|jaas|user.info|token|api.key");

    private ConfigText() {}

    /** YAML, a setting a line. */
    public static String of(Record settings) {
        StringBuilder text = new StringBuilder();
        write(settings, "", text);
        return text.toString();
    }

    private static void write(Record settings, String indent, StringBuilder text) {
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            String key = KeyName.of(component.getName());
            Object value = value(component, settings);
            if (value instanceof Record section) {
                text.append(indent).append(key).append(":\n");
                write(section, indent + "  ", text);
            } else if (!(value instanceof Optional<?> absent && absent.isEmpty())) {
                text.append(indent)
                        .append(key)
                        .append(": ")
                        .append(shown(key, value))
                        .append('\n');
            }
        }
    }

    private static String shown(String key, Object value) {
        boolean isNumber = value instanceof Number; // tokens-max is no secret
        if (!isNumber && SECRET.matcher(key.toLowerCase(Locale.ROOT)).find()) {
            return "'***'";
        }
        if (value instanceof Optional<?> present) {
            return shown(key, present.orElseThrow());
        }
        if (value instanceof Collection<?> list) {
            return list.stream().map(each -> shown(key, each)).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> entry.getKey() + ": " + shown(String.valueOf(entry.getKey()), entry.getValue()))
                    .sorted()
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return value instanceof Enum<?> constant
                ? constant.name().toLowerCase(Locale.ROOT).replace('_', '-')
                : String.valueOf(value);
    }

    private static Object value(RecordComponent component, Record of) {
        try {
            return component.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("settings record " + of.getClass() + " must be public", e);
        }
    }
}
