package caravan.inference.chat;

import caravan.inference.chat.Expression.Arguments;
import caravan.inference.chat.Expression.Callable;
import caravan.inference.chat.Segment.Kind;
import caravan.inference.chat.Statement.Flow;
import caravan.inference.chat.Statement.Output;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a template's statements. */
final class TemplateReader {
    private static final Set<String> NOTHING = Set.of();

    private final List<Segment> segments;
    private int at;
    private String ending = "";
    private ExpressionReader rest;

    private TemplateReader(List<Segment> segments) {
        this.segments = segments;
        this.rest = new ExpressionReader(new Segment(Kind.STATEMENT, "", 1));
    }

    /**
     * Reads a whole template.
     *
     * @throws TemplateException that names the line and what is not understood there
     */
    static Statement read(String template) {
        return new TemplateReader(Segment.of(template)).until(NOTHING, 1);
    }

    /** Statements up to one of those words, which is then {@code ending} and what follows it {@code rest}. */
    private Statement until(Set<String> ends, int opened) {
        List<Statement> statements = new ArrayList<>();
        while (at < segments.size()) {
            Segment segment = segments.get(at++);
            switch (segment.kind()) {
                case TEXT -> {
                    Text text = Text.ofTemplate(segment.source());
                    statements.add((scope, to) -> {
                        to.add(text);
                        return Flow.ON;
                    });
                }
                case OUTPUT -> {
                    Expression value = new ExpressionReader(segment).whole();
                    statements.add(placed(segment, (scope, to) -> {
                        to.add(Values.text(value.in(scope)));
                        return Flow.ON;
                    }));
                }
                case STATEMENT -> {
                    ExpressionReader reader = new ExpressionReader(segment);
                    String word = reader.name();
                    if (ends.contains(word)) {
                        ending = word;
                        rest = reader;
                        return Statement.all(statements);
                    }
                    statements.add(placed(segment, statement(word, reader, segment.line())));
                }
            }
        }
        if (!ends.isEmpty()) {
            throw TemplateException.at(
                    opened, "one of " + ends.stream().sorted().toList() + " never comes");
        }
        return Statement.all(statements);
    }

    private static Statement placed(Segment segment, Statement statement) {
        return (scope, to) -> {
            try {
                return statement.run(scope, to);
            } catch (TemplateException e) {
                throw e.in(segment.line());
            }
        };
    }

    private Statement statement(String word, ExpressionReader reader, int line) {
        return switch (word) {
            case "if" -> condition(reader, line);
            case "for" -> loop(reader, line);
            case "set" -> assignment(reader, line);
            case "macro" -> macro(reader, line);
            case "break" -> (scope, to) -> Flow.OUT_OF_LOOP;
            case "continue" -> (scope, to) -> Flow.NEXT_ROUND;
            // Marks what an assistant said, for training.
            case "generation" -> until(Set.of("endgeneration"), line);
            default -> throw reader.error("statement '" + word + "' is not known");
        };
    }

    private Statement condition(ExpressionReader reader, int line) {
        Expression condition = reader.whole();
        Statement then = until(Set.of("elif", "else", "endif"), line);
        Statement otherwise = switch (ending) {
            case "elif" -> condition(rest, line);
            case "else" -> until(Set.of("endif"), line);
            default -> (scope, to) -> Flow.ON;
        };
        return (scope, to) -> (Values.isTrue(condition.in(scope)) ? then : otherwise).run(scope, to);
    }

    private Statement loop(ExpressionReader reader, int line) {
        List<String> names = new ArrayList<>(List.of(reader.name()));
        while (reader.takes(",")) {
            names.add(reader.name());
        }
        reader.require("in");
        Expression through = reader.or();
        Expression only = reader.takes("if") ? reader.expression() : scope -> true;
        reader.requireEnd();
        Statement body = until(Set.of("else", "endfor"), line);
        Statement empty = ending.equals("else") ? until(Set.of("endfor"), line) : (scope, to) -> Flow.ON;
        return (scope, to) -> {
            List<Object> items = new ArrayList<>();
            for (Object item : Values.items(through.in(scope))) {
                Scope round = scope.inner();
                name(names, item, round);
                if (Values.isTrue(only.in(round))) {
                    items.add(item);
                }
            }
            if (items.isEmpty()) {
                return empty.run(scope, to);
            }
            for (int i = 0; i < items.size(); i++) {
                Scope round = scope.inner();
                name(names, items.get(i), round);
                round.set("loop", place(items, i));
                if (body.run(round, to) == Flow.OUT_OF_LOOP) {
                    break;
                }
            }
            return Flow.ON;
        };
    }

    private static void name(List<String> names, Object item, Scope scope) {
        if (names.size() == 1) {
            scope.set(names.get(0), item);
            return;
        }
        for (int i = 0; i < names.size(); i++) {
            scope.set(names.get(i), Values.field(item, (long) i));
        }
    }

    private static Map<String, Object> place(List<Object> items, int index) {
        Map<String, Object> place = new LinkedHashMap<>();
        place.put("index", index + 1L);
        place.put("index0", (long) index);
        place.put("revindex", (long) items.size() - index);
        place.put("revindex0", items.size() - index - 1L);
        place.put("length", (long) items.size());
        place.put("first", index == 0);
        place.put("last", index == items.size() - 1);
        place.put("previtem", index == 0 ? Absent.UNDEFINED : items.get(index - 1));
        place.put("nextitem", index == items.size() - 1 ? Absent.UNDEFINED : items.get(index + 1));
        return place;
    }

    private Statement assignment(ExpressionReader reader, int line) {
        List<String> names = new ArrayList<>(List.of(reader.name()));
        String field = reader.takes(".") ? reader.name() : "";
        while (field.isEmpty() && reader.takes(",")) {
            names.add(reader.name());
        }
        if (!reader.takes("=")) {
            reader.requireEnd();
            Statement body = until(Set.of("endset"), line);
            return (scope, to) -> {
                Output inner = new Output();
                body.run(scope.inner(), inner);
                scope.set(names.get(0), inner.text());
                return Flow.ON;
            };
        }
        Expression value = reader.whole();
        return (scope, to) -> {
            Object result = value.in(scope);
            if (field.isEmpty()) {
                name(names, result, scope);
            } else if (scope.get(names.get(0)) instanceof Values.Namespace namespace) {
                namespace.fields().put(field, result);
            } else {
                throw new TemplateException("'" + names.get(0) + "' is no namespace, so no field of it can be set");
            }
            return Flow.ON;
        };
    }

    private Statement macro(ExpressionReader reader, int line) {
        String name = reader.name();
        Map<String, Expression> parameters = new LinkedHashMap<>();
        reader.require("(");
        while (!reader.takes(")")) {
            String parameter = reader.name();
            parameters.put(parameter, reader.takes("=") ? reader.expression() : scope -> Absent.UNDEFINED);
            if (!reader.takes(",")) {
                reader.require(")");
                break;
            }
        }
        reader.requireEnd();
        Statement body = until(Set.of("endmacro"), line);
        return (scope, to) -> {
            Callable callable = arguments -> called(parameters, body, scope, arguments);
            scope.set(name, callable);
            return Flow.ON;
        };
    }

    private static Text called(Map<String, Expression> parameters, Statement body, Scope scope, Arguments arguments) {
        Scope inner = scope.inner();
        int place = 0;
        for (Map.Entry<String, Expression> parameter : parameters.entrySet()) {
            Object given = arguments.get(place++, parameter.getKey(), Absent.UNDEFINED);
            inner.set(
                    parameter.getKey(),
                    given == Absent.UNDEFINED ? parameter.getValue().in(inner) : given);
        }
        Output to = new Output();
        body.run(inner, to);
        return to.text();
    }
}
