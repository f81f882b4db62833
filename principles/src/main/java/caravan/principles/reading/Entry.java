package caravan.principles.reading;

import caravan.principles.reading.Node.Scalar;
import caravan.principles.reading.Node.Scalar.Kind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** A mapping of known keys; what is missing, empty, of the wrong sort or unknown becomes a problem. */
final class Entry {
    private final String file;
    private final Node.Fields fields;
    private final Problems problems;

    private Entry(String file, Node.Fields fields, Problems problems) {
        this.file = file;
        this.fields = fields;
        this.problems = problems;
    }

    /** The node as a mapping that may hold these keys and no other. */
    static Optional<Entry> of(String file, Node node, Problems problems, String... keys) {
        if (!(node instanceof Node.Fields fields)) {
            problems.add(file, node.line(), "expected keys and values (" + String.join(", ", keys) + ")");
            return Optional.empty();
        }
        fields.nodes().forEach((key, value) -> {
            if (!List.of(keys).contains(key)) {
                problems.add(file, value.line(), "unknown key \"" + key + "\"; known: " + String.join(", ", keys));
            }
        });
        return Optional.of(new Entry(file, fields, problems));
    }

    int line() {
        return fields.line();
    }

    /** The line of a key's value, or of the mapping when it lacks the key. */
    int line(String key) {
        return find(key).map(Node::line).orElse(line());
    }

    /** A text that must be there and hold more than white space. */
    Optional<String> text(String key) {
        return anyText(key).filter(text -> {
            if (text.isBlank()) {
                problems.add(file, line(key), key + " must not be empty");
            }
            return !text.isBlank();
        });
    }

    /** A text that must be there and may be empty. */
    Optional<String> anyText(String key) {
        return scalar(key, "a text")
                .filter(scalar -> {
                    if (scalar.kind() == Kind.NOTHING) {
                        problems.add(file, scalar.line(), key + " must not be empty");
                    }
                    return scalar.kind() != Kind.NOTHING;
                })
                .map(Scalar::text);
    }

    OptionalInt integer(String key) {
        Optional<Scalar> scalar = scalar(key, "a whole number");
        try {
            return scalar.isEmpty()
                    ? OptionalInt.empty()
                    : OptionalInt.of(Integer.parseInt(scalar.get().text()));
        } catch (NumberFormatException e) {
            return wrong(key, scalar, "a whole number", OptionalInt::empty);
        }
    }

    OptionalDouble number(String key) {
        Optional<Scalar> scalar = scalar(key, "a number");
        try {
            return scalar.isEmpty()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(Double.parseDouble(scalar.get().text()));
        } catch (NumberFormatException e) {
            return wrong(key, scalar, "a number", OptionalDouble::empty);
        }
    }

    Optional<Boolean> truth(String key) {
        Optional<Scalar> scalar = scalar(key, "true or false");
        if (scalar.isPresent() && scalar.get().kind() != Kind.BOOLEAN) {
            return wrong(key, scalar, "true or false", Optional::empty);
        }
        return scalar.map(s -> s.text().equals("true"));
    }

    /** A list that must be there; it may be empty. */
    Optional<List<Node>> items(String key) {
        Optional<Node> node = present(key);
        if (node.isPresent() && !(node.get() instanceof Node.Items)) {
            problems.add(file, line(key), key + " must be a list");
        }
        return node.filter(Node.Items.class::isInstance).map(n -> ((Node.Items) n).nodes());
    }

    /** A list of texts. */
    Optional<List<String>> texts(String key) {
        Optional<List<Node>> items = items(key);
        if (items.isEmpty()) {
            return Optional.empty();
        }
        for (Node node : items.get()) {
            if (!(node instanceof Scalar scalar) || scalar.kind() == Kind.NOTHING) {
                problems.add(file, node.line(), key + " must be a list of texts");
                return Optional.empty();
            }
        }
        return Optional.of(
                items.get().stream().map(node -> ((Scalar) node).text()).toList());
    }

    /** Makes a record of what was read; a rule that its constructor states becomes a problem at this line. */
    <T> Optional<T> make(int line, Supplier<T> constructor) {
        try {
            return Optional.of(constructor.get());
        } catch (IllegalArgumentException e) {
            problems.add(file, line, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<Node> find(String key) {
        return Optional.ofNullable(fields.nodes().get(key));
    }

    private Optional<Node> present(String key) {
        Optional<Node> node = find(key);
        if (node.isEmpty()) {
            problems.add(file, line(), key + " is missing");
        }
        return node;
    }

    private Optional<Scalar> scalar(String key, String sort) {
        Optional<Node> node = present(key);
        if (node.isPresent() && !(node.get() instanceof Scalar)) {
            problems.add(file, line(key), key + " must be " + sort);
        }
        return node.filter(Scalar.class::isInstance).map(Scalar.class::cast);
    }

    private <T> T wrong(String key, Optional<Scalar> value, String sort, Supplier<T> nothing) {
        String text = value.map(Scalar::text).orElse("");
        problems.add(file, line(key), key + " must be " + sort + ", was \"" + text + '"');
        return nothing.get();
    }
}
