package caravan.inference.chat;

import caravan.inference.chat.Expression.Arguments;
import caravan.inference.chat.Expression.Callable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Filters ({@code value | name}), tests ({@code value is name}) and methods ({@code value.name()}) of templates. */
final class Filters {
    private static final Map<String, BiFunction<Object, Arguments, Object>> FILTERS = Map.ofEntries(
            Map.entry("trim", (value, with) -> Values.text(value).strip(with.text(0, "chars", ""), true, true)),
            Map.entry("length", (value, with) -> (long) Values.size(value)),
            Map.entry("count", (value, with) -> (long) Values.size(value)),
            Map.entry("upper", (value, with) -> upper(Values.text(value))),
            Map.entry("lower", (value, with) -> lower(Values.text(value))),
            Map.entry("capitalize", (value, with) -> capitalized(Values.text(value))),
            Map.entry("string", (value, with) -> Values.text(value)),
            Map.entry("safe", (value, with) -> value),
            Map.entry("int", (value, with) -> whole(value)),
            Map.entry("list", (value, with) -> new ArrayList<>(Values.items(value))),
            Map.entry("first", (value, with) -> Values.field(list(value), 0L)),
            Map.entry("last", (value, with) -> Values.field(list(value), -1L)),
            Map.entry("reverse", (value, with) -> Values.slice(value, Absent.NONE, Absent.NONE, -1L)),
            Map.entry("items", (value, with) -> Values.pairs(value)),
            Map.entry("dictsort", (value, with) -> Values.pairs(value)),
            Map.entry("join", (value, with) -> join(value, with)),
            Map.entry("default", Filters::otherwise),
            Map.entry("d", Filters::otherwise),
            Map.entry("replace", (value, with) -> replace(Values.text(value), with)),
            Map.entry(
                    "tojson",
                    (value, with) ->
                            Json.of(value, with.get(0, "indent", 0L) instanceof Long indent ? indent.intValue() : 0)),
            Map.entry("selectattr", (value, with) -> pick(value, with, true)),
            Map.entry("rejectattr", (value, with) -> pick(value, with, false)),
            Map.entry("map", Filters::map));

    private static final Map<String, Predicate<Object>> KINDS = Map.ofEntries(
            Map.entry("defined", value -> value != Absent.UNDEFINED),
            Map.entry("undefined", value -> value == Absent.UNDEFINED),
            Map.entry("none", value -> value == Absent.NONE),
            Map.entry("string", value -> value instanceof Text),
            Map.entry("mapping", value -> value instanceof Map<?, ?>),
            Map.entry("iterable", Filters::isIterable),
            Map.entry("sequence", Filters::isIterable),
            Map.entry("number", value -> value instanceof Number),
            Map.entry("integer", value -> value instanceof Long),
            Map.entry("float", value -> value instanceof Double),
            Map.entry("boolean", value -> value instanceof Boolean),
            Map.entry("callable", value -> value instanceof Callable),
            Map.entry("true", value -> Boolean.TRUE.equals(value)),
            Map.entry("false", value -> Boolean.FALSE.equals(value)),
            Map.entry("odd", value -> value instanceof Long number && number % 2 != 0),
            Map.entry("even", value -> value instanceof Long number && number % 2 == 0));

    private Filters() {}

    /** That filter, if it is known. */
    static Optional<BiFunction<Object, Arguments, Object>> filter(String name) {
        return Optional.ofNullable(FILTERS.get(name));
    }

    /** That test, if it is known. */
    static Optional<BiFunction<Object, Arguments, Boolean>> test(String name) {
        return switch (name) {
            case "equalto", "eq", "==", "sameas" ->
                Optional.of((value, with) -> Values.areEqual(value, with.get(0, "other", Absent.NONE)));
            case "ne", "!=" -> Optional.of((value, with) -> !Values.areEqual(value, with.get(0, "other", Absent.NONE)));
            case "in" -> Optional.of((value, with) -> Values.contains(with.get(0, "seq", Absent.UNDEFINED), value));
            case "divisibleby" ->
                Optional.of((value, with) -> Values.areEqual(Values.calculate("%", value, with.get(0, "num", 1L)), 0L));
            default -> Optional.ofNullable(KINDS.get(name)).map(kind -> (value, with) -> kind.test(value));
        };
    }

    /** That method of a value, if it has it. */
    static Optional<Callable> method(Object of, String name) {
        if (of instanceof Text text) {
            return text(text, name);
        } else if (of instanceof Map<?, ?> map) {
            return switch (name) {
                case "items" -> Optional.of(with -> Values.pairs(map));
                case "keys" -> Optional.of(with -> Values.items(map));
                case "values" ->
                    Optional.of(with -> Values.items(map).stream()
                            .map(key -> Values.field(map, key))
                            .collect(Collectors.toList()));
                case "get" ->
                    Optional.of(with -> {
                        Object found = Values.field(map, with.get(0, "key", Absent.NONE));
                        return found == Absent.UNDEFINED ? with.get(1, "default", Absent.NONE) : found;
                    });
                default -> Optional.empty();
            };
        }
        return Optional.empty();
    }

    private static Optional<Callable> text(Text text, String name) {
        Callable method = switch (name) {
            case "strip" -> with -> text.strip(with.text(0, "chars", ""), true, true);
            case "lstrip" -> with -> text.strip(with.text(0, "chars", ""), true, false);
            case "rstrip" -> with -> text.strip(with.text(0, "chars", ""), false, true);
            case "upper" -> with -> upper(text);
            case "lower" -> with -> lower(text);
            case "capitalize" -> with -> capitalized(text);
            case "startswith" -> with -> text.chars().startsWith(with.text(0, "prefix", ""));
            case "endswith" -> with -> text.chars().endsWith(with.text(0, "suffix", ""));
            case "replace" -> with -> replace(text, with);
            case "join" -> with -> joined(with.get(0, "iterable", Absent.UNDEFINED), text);
            case "split" ->
                with -> {
                    String separator = with.text(0, "sep", "");
                    long cutsMax =
                            with.get(1, "maxsplit", -1L) instanceof Long most && most >= 0 ? most : Long.MAX_VALUE;
                    return separator.isEmpty() ? text.words() : text.split(separator, cutsMax);
                };
            case "find" -> with -> (long) text.chars().indexOf(with.text(0, "sub", ""));
            default -> with -> Absent.UNDEFINED;
        };
        boolean isKnown = List.of(
                        "strip",
                        "lstrip",
                        "rstrip",
                        "upper",
                        "lower",
                        "capitalize",
                        "startswith",
                        "endswith",
                        "replace",
                        "join",
                        "split",
                        "find")
                .contains(name);
        return isKnown ? Optional.of(method) : Optional.empty();
    }

    private static boolean isIterable(Object value) {
        return value instanceof List<?> || value instanceof Map<?, ?> || value instanceof Text;
    }

    private static List<Object> list(Object value) {
        return Values.items(value);
    }

    private static Text upper(Text text) {
        return text.changed(chars -> chars.toUpperCase(Locale.ROOT));
    }

    private static Text lower(Text text) {
        return text.changed(chars -> chars.toLowerCase(Locale.ROOT));
    }

    private static Text capitalized(Text text) {
        return text.length() == 0 ? text : upper(text.part(0, 1)).plus(lower(text.part(1, text.length())));
    }

    private static Object whole(Object value) {
        if (value instanceof Number number) {
            return number.longValue();
        }
        String digits = Values.text(value).chars().strip();
        return digits.matches("-?[0-9]{1,18}") ? (Object) Long.valueOf(digits) : (Object) 0L;
    }

    private static Object otherwise(Object value, Arguments with) {
        boolean alsoEmpty = Values.isTrue(with.get(1, "boolean", false));
        boolean isMissing = value == Absent.UNDEFINED || (alsoEmpty && !Values.isTrue(value));
        return isMissing ? with.get(0, "default_value", Text.EMPTY) : value;
    }

    private static Text replace(Text text, Arguments with) {
        Text old = Values.text(with.get(0, "old", Text.EMPTY));
        return old.length() == 0 ? text : text.replace(old, Values.text(with.get(1, "new", Text.EMPTY)));
    }

    private static Text join(Object value, Arguments with) {
        Object list =
                with.named().containsKey("attribute") ? map(value, new Arguments(List.of(), with.named())) : value;
        return joined(list, Values.text(with.get(0, "d", Text.EMPTY)));
    }

    private static Text joined(Object list, Text between) {
        Text whole = Text.EMPTY;
        boolean isFirst = true;
        for (Object item : Values.items(list)) {
            whole = (isFirst ? whole : whole.plus(between)).plus(Values.text(item));
            isFirst = false;
        }
        return whole;
    }

    private static Object pick(Object value, Arguments with, boolean wanted) {
        Object key = with.get(0, "attribute", Text.EMPTY);
        Arguments rest = new Arguments(with.ordered().stream().skip(2).toList(), Map.of());
        Predicate<Object> test = value1 -> Values.isTrue(value1);
        if (with.ordered().size() > 1) {
            String name = Values.text(with.ordered().get(1)).chars();
            BiFunction<Object, Arguments, Boolean> known =
                    test(name).orElseThrow(() -> new TemplateException("test '" + name + "' is not known"));
            test = value1 -> known.apply(value1, rest);
        }
        List<Object> picked = new ArrayList<>();
        for (Object item : Values.items(value)) {
            if (test.test(Values.field(item, key)) == wanted) {
                picked.add(item);
            }
        }
        return picked;
    }

    private static Object map(Object value, Arguments with) {
        List<Object> mapped = new ArrayList<>();
        Object attribute = Objects.requireNonNullElse(with.named().get("attribute"), Absent.NONE);
        for (Object item : Values.items(value)) {
            if (attribute != Absent.NONE) {
                mapped.add(Values.field(item, attribute));
            } else {
                String name = with.text(0, "filter", "");
                mapped.add(filter(name)
                        .orElseThrow(() -> new TemplateException("filter '" + name + "' is not known"))
                        .apply(
                                item,
                                new Arguments(with.ordered().stream().skip(1).toList(), Map.of())));
            }
        }
        return mapped;
    }
}
