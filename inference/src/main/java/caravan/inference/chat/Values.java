package caravan.inference.chat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the values of a template are to each other, as in Python. */
final class Values {
    private static final long RANGE_MAX = 100_000;

    private Values() {}

    /** A place whose fields a template may set, from within loops too. */
    record Namespace(Map<String, Object> fields) {}

    static boolean isTrue(Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        } else if (value instanceof Number number) {
            return number.doubleValue() != 0;
        } else if (value instanceof Text text) {
            return text.length() > 0;
        } else if (value instanceof List<?> list) {
            return !list.isEmpty();
        } else if (value instanceof Map<?, ?> map) {
            return !map.isEmpty();
        }
        return !(value instanceof Absent);
    }

    /** As it is written where it stands alone. */
    static Text text(Object value) {
        if (value instanceof Text text) {
            return text;
        } else if (value instanceof Boolean truth) {
            return Text.ofTemplate(truth ? "True" : "False");
        } else if (value == Absent.UNDEFINED) {
            return Text.EMPTY;
        } else if (value == Absent.NONE) {
            return Text.ofTemplate("None");
        } else if (value instanceof Number number) {
            return Text.ofTemplate(number.toString());
        } else if (value instanceof List<?> || value instanceof Map<?, ?>) {
            return Json.of(value, 0);
        }
        throw new TemplateException("a value that cannot be written is written");
    }

    static boolean areEqual(Object a, Object b) {
        if (a instanceof Text one && b instanceof Text other) {
            return one.chars().equals(other.chars());
        } else if (a instanceof Number one && b instanceof Number other) {
            return one.doubleValue() == other.doubleValue();
        } else if (a instanceof List<?> one && b instanceof List<?> other) {
            return one.size() == other.size()
                    && range(0, one.size(), 1).stream()
                            .map(i -> ((Long) i).intValue())
                            .allMatch(i -> areEqual(item(one, i), item(other, i)));
        }
        return Objects.equals(a, b);
    }

    private static Object item(List<?> list, int i) {
        return Objects.requireNonNull(list.get(i));
    }

    static int compare(Object a, Object b) {
        if (a instanceof Number one && b instanceof Number other) {
            return Double.compare(one.doubleValue(), other.doubleValue());
        } else if (a instanceof Text one && b instanceof Text other) {
            return one.chars().compareTo(other.chars());
        }
        throw new TemplateException(
                "only two numbers or two strings can be compared, not " + kind(a) + " and " + kind(b));
    }

    static boolean contains(Object container, Object value) {
        if (container instanceof Text text) {
            return text.chars().contains(text(value).chars());
        } else if (container instanceof Map<?, ?> map) {
            return map.containsKey(text(value).chars());
        } else if (container instanceof List<?> list) {
            return list.stream().anyMatch(each -> areEqual(Objects.requireNonNull(each), value));
        } else if (container == Absent.UNDEFINED) {
            return false;
        }
        throw new TemplateException("nothing is in " + kind(container));
    }

    static Object calculate(String operator, Object a, Object b) {
        if (operator.equals("+") && a instanceof Text one && b instanceof Text other) {
            return one.plus(other);
        } else if (operator.equals("+") && a instanceof List<?> one && b instanceof List<?> other) {
            List<Object> both = new ArrayList<>(one);
            both.addAll(other);
            return both;
        } else if (a instanceof Long one && b instanceof Long other) {
            return whole(operator, one, other);
        } else if (a instanceof Number one && b instanceof Number other) {
            return real(operator, one.doubleValue(), other.doubleValue());
        }
        throw new TemplateException(kind(a) + " " + operator + " " + kind(b) + " cannot be calculated");
    }

    private static Object whole(String operator, long a, long b) {
        boolean divides = operator.equals("/") || operator.equals("//") || operator.equals("%");
        if (divides && b == 0) {
            throw new TemplateException("division by zero");
        }
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "//" -> Math.floorDiv(a, b);
            case "%" -> Math.floorMod(a, b);
            case "**" ->
                b >= 0 && b < 63
                        ? (Object) (long) Math.pow((double) a, (double) b)
                        : real(operator, (double) a, (double) b);
            default -> real(operator, (double) a, (double) b);
        };
    }

    private static Object real(String operator, double a, double b) {
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            case "//" -> Math.floor(a / b);
            case "**" -> Math.pow(a, b);
            default -> throw new TemplateException("operator " + operator + " is not known between numbers");
        };
    }

    /** A field, or an item; what is not there is undefined, but nothing is a field of what is not there. */
    static Object field(Object of, Object key) {
        if (of instanceof Map<?, ?> map) {
            return Objects.requireNonNullElse((Object) map.get(text(key).chars()), Absent.UNDEFINED);
        } else if (of instanceof Namespace namespace) {
            return field(namespace.fields(), key);
        } else if (key instanceof Long index && (of instanceof List<?> || of instanceof Text)) {
            int size = size(of);
            long at = index < 0 ? index + size : index;
            if (at < 0 || at >= size) {
                return Absent.UNDEFINED;
            }
            return of instanceof Text text ? text.part((int) at, (int) at + 1) : item((List<?>) of, (int) at);
        } else if (of instanceof Absent) {
            throw new TemplateException("'" + text(key) + "' is asked of what is not there");
        }
        return Absent.UNDEFINED;
    }

    static int size(Object of) {
        if (of instanceof Text text) {
            return text.chars().codePointCount(0, text.length());
        } else if (of instanceof List<?> list) {
            return list.size();
        } else if (of instanceof Map<?, ?> map) {
            return map.size();
        } else if (of == Absent.UNDEFINED) {
            return 0;
        }
        throw new TemplateException(kind(of) + " has no length");
    }

    /** {@code of[from:to:step]}, each of which may be absent. */
    static Object slice(Object of, Object from, Object to, Object step) {
        long by = step instanceof Long given ? given : 1;
        int size = of instanceof Text text ? text.length() : size(of);
        if (by == 0) {
            throw new TemplateException("a slice cannot go in steps of 0");
        }
        long start = bound(from, size, by > 0 ? 0 : size - 1, by);
        long end = to instanceof Long ? bound(to, size, 0, by) : by > 0 ? size : -1;
        if (of instanceof Text text) {
            Text whole = Text.EMPTY;
            if (by == 1) {
                return start < end ? text.part((int) start, (int) end) : whole;
            }
            for (long i = start; by > 0 ? i < end : i > end; i += by) {
                whole = whole.plus(text.part((int) i, (int) i + 1));
            }
            return whole;
        }
        List<Object> items = items(of);
        List<Object> part = new ArrayList<>();
        for (long i = start; by > 0 ? i < end : i > end; i += by) {
            part.add(items.get((int) i));
        }
        return part;
    }

    private static long bound(Object given, int size, long otherwise, long by) {
        if (!(given instanceof Long index)) {
            return otherwise;
        }
        long at = index < 0 ? index + size : index;
        return Math.max(by > 0 ? 0 : -1, Math.min(by > 0 ? size : size - 1, at));
    }

    /** What a loop goes through. */
    static List<Object> items(Object of) {
        if (of instanceof List<?> list) {
            return Collections.unmodifiableList(list);
        } else if (of instanceof Map<?, ?> map) {
            List<Object> keys = new ArrayList<>();
            map.keySet().forEach(key -> keys.add(Text.ofMessage(String.valueOf(key))));
            return keys;
        } else if (of instanceof Text text) {
            List<Object> characters = new ArrayList<>();
            for (int i = 0; i < text.length(); i++) {
                characters.add(text.part(i, i + 1));
            }
            return characters;
        } else if (of == Absent.UNDEFINED) {
            return List.of();
        }
        throw new TemplateException(kind(of) + " cannot be gone through");
    }

    static List<Object> range(long from, long to, long by) {
        List<Object> numbers = new ArrayList<>();
        for (long i = from; by > 0 ? i < to : by < 0 && i > to; i += by) {
            numbers.add(i);
            if (numbers.size() > RANGE_MAX) {
                throw new TemplateException("a range of more than " + RANGE_MAX + " numbers");
            }
        }
        return numbers;
    }

    /** Each key with its value. */
    static List<Object> pairs(Object of) {
        List<Object> pairs = new ArrayList<>();
        items(of).forEach(key -> pairs.add(List.of(key, field(of, key))));
        return pairs;
    }

    static String kind(Object value) {
        if (value instanceof Text) {
            return "a string";
        } else if (value instanceof Number) {
            return "a number";
        } else if (value instanceof List<?>) {
            return "a list";
        } else if (value instanceof Map<?, ?> || value instanceof Namespace) {
            return "a mapping";
        } else if (value instanceof Boolean) {
            return "true or false";
        }
        return value instanceof Absent ? "what is not there" : "a function";
    }
}
