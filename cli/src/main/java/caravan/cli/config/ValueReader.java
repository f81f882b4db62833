package caravan.cli.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads one value of a known Java type. A value that is not of that type throws an exception that says what is. */
final class ValueReader {
    private final Path folder;

    /** Relative paths are relative to {@code folder}. */
    ValueReader(Path folder) {
        this.folder = folder;
    }

    Object read(ConfigNode node, Type type) {
        if (type instanceof ParameterizedType generic) {
            return readGeneric(node, generic);
        }
        String text = scalar(node);
        Class<?> plain = (Class<?>) type;
        if (plain == int.class || plain == Integer.class) {
            return whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE).intValue();
        } else if (plain == short.class) {
            return whole(text, Short.MIN_VALUE, Short.MAX_VALUE).shortValue();
        } else if (plain == long.class) {
            return whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
        } else if (plain == double.class) {
            return number(text);
        } else if (plain == boolean.class) {
            return truth(text);
        } else if (plain == String.class) {
            return text;
        } else if (plain == Path.class) {
            return folder.resolve(text).normalize();
        } else if (plain == Duration.class) {
            return duration(text);
        } else if (plain.isEnum()) {
            return constant(text, plain);
        }
        throw new IllegalStateException("no setting may have the type " + plain);
    }

    private Object readGeneric(ConfigNode node, ParameterizedType type) {
        Type content = type.getActualTypeArguments()[type.getActualTypeArguments().length - 1];
        if (type.getRawType() == Optional.class) {
            return Optional.of(read(node, content));
        }
        if (type.getRawType() == List.class && node instanceof ConfigNode.Sequence sequence) {
            List<Object> values = new ArrayList<>();
            sequence.values().forEach(value -> values.add(read(value, content)));
            return List.copyOf(values);
        }
        if (type.getRawType() == Map.class && node instanceof ConfigNode.Mapping mapping) {
            Map<String, Object> values = new LinkedHashMap<>();
            mapping.values().forEach((key, value) -> values.put(key, read(value, content)));
            return Map.copyOf(values);
        }
        String wanted = type.getRawType() == List.class ? "a list" : "a section of names and values";
        throw new IllegalArgumentException("must be " + wanted + ", was " + node.kind());
    }

    private static String scalar(ConfigNode node) {
        if (node instanceof ConfigNode.Scalar scalar) {
            return scalar.text();
        }
        throw new IllegalArgumentException("must be one value, was " + node.kind());
    }

    private static Long whole(String text, long least, long most) {
        try {
            long value = Long.parseLong(text.replace("_", ""));
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below, as for a number that is too large.
        }
        throw new IllegalArgumentException(
                "must be a whole number in [" + least + ", " + most + "], was '" + text + "'");
    }

    private static Double number(String text) {
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a number, was '" + text + "'", e);
        }
    }

    private static Boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("must be true or false, was '" + text + "'");
        };
    }

    private static Duration duration(String text) {
        try {
            // 500ms, 20s, 5m, 2h; ISO-8601 (PT20S) is understood too.
            if (text.matches("\\d+ms")) {
                return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
            }
            return Duration.parse(text.matches("\\d+[smhSMH]") ? "PT" + text : text);
        } catch (DateTimeParseException | NumberFormatException e) {
            throw new IllegalArgumentException("must be a time such as 500ms, 20s or 5m, was '" + text + "'", e);
        }
    }

    private static Object constant(String text, Class<?> type) {
        List<Object> constants = Arrays.asList(type.getEnumConstants());
        return constants.stream()
                .filter(each -> written(each).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be one of "
                        + constants.stream().map(ValueReader::written).collect(Collectors.joining(", ")) + "; was '"
                        + text + "'"));
    }

    private static String written(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
