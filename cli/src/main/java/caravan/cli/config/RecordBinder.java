package caravan.cli.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Fills records from a file: a component is a key, a record within a record is a section, and what the file does not
 * name keeps its default. Rules are those of the records' constructors. Since a constructor stops at its first broken
 * rule, the binder puts the value that broke it back to its default and asks again, until nothing is broken: so all
 * problems are found, each at its own line.
 */
final class RecordBinder {
    private final ValueReader values;
    private final Problems problems;

    RecordBinder(Path folder, Problems problems) {
        this.values = new ValueReader(folder);
        this.problems = problems;
    }

    /** The defaults with the file's values in their place; with problems, what could be read. */
    <R extends Record> R bind(ConfigNode.Mapping section, R defaults) {
        Map<String, RecordComponent> components = components(defaults);
        Map<String, Object> defaultValues = new LinkedHashMap<>();
        components.forEach((key, component) -> defaultValues.put(key, read(component, defaults)));
        reportUnknown(section, components.keySet());

        Map<String, Object> given = new LinkedHashMap<>();
        section.values().forEach((key, node) -> {
            RecordComponent component = components.get(key);
            if (component != null) {
                value(node, component, Objects.requireNonNull(defaultValues.get(key)))
                        .ifPresent(value -> given.put(key, value));
            }
        });
        return construct(section, defaults, defaultValues, given);
    }

    private Optional<Object> value(ConfigNode node, RecordComponent component, Object defaultValue) {
        if (defaultValue instanceof Record nested) {
            if (node instanceof ConfigNode.Mapping mapping) {
                return Optional.of(bind(mapping, nested));
            }
            problems.add(
                    node.place(), "'" + KeyName.of(component.getName()) + "' must be a section, was " + node.kind());
            return Optional.empty();
        }
        try {
            return Optional.of(values.read(node, component.getGenericType()));
        } catch (IllegalArgumentException e) {
            problems.add(node.place(), "'" + KeyName.of(component.getName()) + "' " + e.getMessage());
            return Optional.empty();
        }
    }

    private void reportUnknown(ConfigNode.Mapping section, Set<String> known) {
        section.values().forEach((key, node) -> {
            if (!known.contains(key)) {
                String hint = Nearest.to(key, known)
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse("; known here: " + String.join(", ", known));
                problems.add(node.place(), "unknown key '" + key + "'" + hint);
            }
        });
    }

    private <R extends Record> R construct(
            ConfigNode.Mapping section, R defaults, Map<String, Object> defaultValues, Map<String, Object> given) {
        Map<String, Object> left = new LinkedHashMap<>(given);
        while (true) {
            try {
                return make(defaults, merged(defaultValues, left));
            } catch (IllegalArgumentException e) {
                String culprit = culprit(defaults, defaultValues, left, String.valueOf(e.getMessage()));
                problems.add(
                        Objects.requireNonNull(section.values().get(culprit)).place(), String.valueOf(e.getMessage()));
                left.remove(culprit);
            }
        }
    }

    /** The latest key without which the complaint would change. */
    private static <R extends Record> String culprit(
            R defaults, Map<String, Object> defaultValues, Map<String, Object> given, String complaint) {
        String culprit = null;
        for (String key : new LinkedHashSet<>(given.keySet())) {
            Map<String, Object> without = new LinkedHashMap<>(given);
            without.remove(key);
            try {
                make(defaults, merged(defaultValues, without));
                culprit = key;
            } catch (IllegalArgumentException e) {
                culprit = complaint.equals(e.getMessage()) ? culprit : key;
            }
        }
        if (culprit == null) {
            throw new IllegalStateException("the defaults themselves break a rule: " + complaint);
        }
        return culprit;
    }

    private static Map<String, Object> merged(Map<String, Object> defaults, Map<String, Object> given) {
        Map<String, Object> all = new LinkedHashMap<>(defaults);
        all.putAll(given);
        return all;
    }

    private static Map<String, RecordComponent> components(Record of) {
        return Arrays.stream(of.getClass().getRecordComponents())
                .collect(Collectors.toMap(
                        component -> KeyName.of(component.getName()),
                        component -> component,
                        (one, other) -> one,
                        LinkedHashMap::new));
    }

    private static Object read(RecordComponent component, Record of) {
        try {
            return component.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("settings record " + of.getClass() + " must be public", e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <R extends Record> R make(R defaults, Map<String, Object> values) {
        Class<?>[] types = Arrays.stream(defaults.getClass().getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = defaults.getClass().getDeclaredConstructor(types);
            return (R) constructor.newInstance(values.values().toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException broken) {
                throw broken;
            }
            throw new IllegalStateException("making " + defaults.getClass(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("settings record " + defaults.getClass() + " must be public", e);
        }
    }
}
