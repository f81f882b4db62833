package caravan.inference.chat;

import caravan.inference.chat.Expression.Arguments;
import caravan.inference.chat.Expression.Callable;
import caravan.inference.chat.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Reads expressions, loosest binding first, in Jinja's order. */
final class ExpressionReader {
    private final List<Token> tokens;
    private final int line;
    private int at;

    ExpressionReader(Segment segment) {
        this.tokens = Token.of(segment);
        this.line = segment.line();
    }

    /** All that is left. */
    Expression whole() {
        Expression expression = tuple();
        requireEnd();
        return expression;
    }

    void requireEnd() {
        if (peek().kind() != Kind.END) {
            throw error("'" + peek().text() + "' is not understood here");
        }
    }

    TemplateException error(String message) {
        return TemplateException.at(line, message);
    }

    Token peek() {
        return tokens.get(at);
    }

    boolean takes(String word) {
        boolean is = peek().kind() != Kind.STRING
                && peek().kind() != Kind.END
                && peek().text().equals(word);
        at += is ? 1 : 0;
        return is;
    }

    void require(String word) {
        if (!takes(word)) {
            throw error("'" + word + "' must come before '" + peek().text() + "'");
        }
    }

    String name() {
        Token token = peek();
        if (token.kind() != Kind.NAME) {
            throw error("a name must come before '" + token.text() + "'");
        }
        at++;
        return token.text();
    }

    /** One expression, or several with commas between them as a list. */
    private Expression tuple() {
        Expression first = expression();
        if (!peek().text().equals(",") || peek().kind() != Kind.OPERATOR) {
            return first;
        }
        List<Expression> items = new ArrayList<>(List.of(first));
        while (takes(",") && peek().kind() != Kind.END && !peek().text().equals(")")) {
            items.add(expression());
        }
        return list(items);
    }

    private static Expression list(List<Expression> items) {
        return scope -> {
            List<Object> values = new ArrayList<>();
            items.forEach(item -> values.add(item.in(scope)));
            return values;
        };
    }

    Expression expression() {
        Expression value = or();
        while (takes("if")) {
            Expression then = value;
            Expression condition = or();
            Expression otherwise = takes("else") ? expression() : scope -> Absent.UNDEFINED;
            value = scope -> Values.isTrue(condition.in(scope)) ? then.in(scope) : otherwise.in(scope);
        }
        return value;
    }

    /** Without a condition behind it, as what a loop goes through. */
    Expression or() {
        Expression value = and();
        while (takes("or")) {
            Expression left = value;
            Expression right = and();
            value = scope -> {
                Object first = left.in(scope);
                return Values.isTrue(first) ? first : right.in(scope);
            };
        }
        return value;
    }

    private Expression and() {
        Expression value = not();
        while (takes("and")) {
            Expression left = value;
            Expression right = not();
            value = scope -> {
                Object first = left.in(scope);
                return Values.isTrue(first) ? right.in(scope) : first;
            };
        }
        return value;
    }

    private Expression not() {
        if (takes("not")) {
            Expression value = not();
            return scope -> !Values.isTrue(value.in(scope));
        }
        return comparison();
    }

    private interface Comparison {
        boolean holds(Object a, Object b);
    }

    private Expression comparison() {
        Expression first = sum();
        List<Comparison> comparisons = new ArrayList<>();
        List<Expression> others = new ArrayList<>();
        while (true) {
            Comparison comparison;
            if (takes("==")) {
                comparison = Values::areEqual;
            } else if (takes("!=")) {
                comparison = (a, b) -> !Values.areEqual(a, b);
            } else if (takes("<=")) {
                comparison = (a, b) -> Values.compare(a, b) <= 0;
            } else if (takes(">=")) {
                comparison = (a, b) -> Values.compare(a, b) >= 0;
            } else if (takes("<")) {
                comparison = (a, b) -> Values.compare(a, b) < 0;
            } else if (takes(">")) {
                comparison = (a, b) -> Values.compare(a, b) > 0;
            } else if (takes("in")) {
                comparison = (a, b) -> Values.contains(b, a);
            } else if (takes("not")) {
                require("in");
                comparison = (a, b) -> !Values.contains(b, a);
            } else {
                break;
            }
            comparisons.add(comparison);
            others.add(sum());
        }
        if (comparisons.isEmpty()) {
            return first;
        }
        return scope -> {
            Object left = first.in(scope);
            for (int i = 0; i < comparisons.size(); i++) {
                Object right = others.get(i).in(scope);
                if (!comparisons.get(i).holds(left, right)) {
                    return false;
                }
                left = right;
            }
            return true;
        };
    }

    private Expression sum() {
        Expression value = concatenation();
        while (true) {
            String operator = takes("+") ? "+" : takes("-") ? "-" : "";
            if (operator.isEmpty()) {
                return value;
            }
            value = calculation(operator, value, concatenation());
        }
    }

    private Expression concatenation() {
        Expression value = product();
        while (takes("~")) {
            Expression left = value;
            Expression right = product();
            value = scope -> Values.text(left.in(scope)).plus(Values.text(right.in(scope)));
        }
        return value;
    }

    private Expression product() {
        Expression value = unary();
        while (true) {
            String operator = takes("*") ? "*" : takes("//") ? "//" : takes("/") ? "/" : takes("%") ? "%" : "";
            if (operator.isEmpty()) {
                return value;
            }
            value = calculation(operator, value, unary());
        }
    }

    private Expression calculation(String operator, Expression left, Expression right) {
        return scope -> Values.calculate(operator, left.in(scope), right.in(scope));
    }

    private Expression unary() {
        if (takes("-")) {
            return calculation("-", scope -> 0L, unary());
        }
        Expression value = filtered(behind(primary()));
        return takes("**") ? calculation("**", value, unary()) : value;
    }

    private Expression primary() {
        Token token = peek();
        at++;
        switch (token.kind()) {
            case STRING -> {
                Text text = Text.ofTemplate(token.text());
                return scope -> text;
            }
            case NUMBER -> {
                Object number = token.text().contains(".")
                        ? (Object) Double.valueOf(token.text())
                        : (Object) Long.valueOf(token.text());
                return scope -> number;
            }
            case NAME -> {
                return named(token.text());
            }
            case OPERATOR, END -> {
                if (token.text().equals("(")) {
                    Expression inner = peek().text().equals(")") ? list(List.of()) : tuple();
                    require(")");
                    return inner;
                } else if (token.text().equals("[")) {
                    return list(until("]"));
                } else if (token.text().equals("{")) {
                    return mapping();
                }
            }
        }
        throw error("'" + token.text() + "' is not understood here");
    }

    private static Expression named(String name) {
        return switch (name) {
            case "true", "True" -> scope -> true;
            case "false", "False" -> scope -> false;
            case "none", "None" -> scope -> Absent.NONE;
            default -> scope -> scope.get(name);
        };
    }

    private List<Expression> until(String close) {
        List<Expression> items = new ArrayList<>();
        while (!takes(close)) {
            items.add(expression());
            if (!takes(",")) {
                require(close);
                break;
            }
        }
        return items;
    }

    private Expression mapping() {
        Map<Expression, Expression> entries = new LinkedHashMap<>();
        while (!takes("}")) {
            Expression key = expression();
            require(":");
            entries.put(key, expression());
            if (!takes(",")) {
                require("}");
                break;
            }
        }
        return scope -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            entries.forEach(
                    (key, value) -> fields.put(Values.text(key.in(scope)).chars(), value.in(scope)));
            return fields;
        };
    }

    /** Fields, items and calls. */
    private Expression behind(Expression first) {
        Expression value = first;
        while (true) {
            Expression of = value;
            if (takes(".")) {
                value = field(of, name());
            } else if (takes("[")) {
                value = item(of);
            } else if (takes("(")) {
                value = call(of, arguments());
            } else {
                return value;
            }
        }
    }

    private static Expression field(Expression of, String name) {
        Text key = Text.ofTemplate(name);
        return scope -> {
            Object owner = of.in(scope);
            Object found = Values.field(owner, key);
            return found == Absent.UNDEFINED
                    ? Filters.method(owner, name).map(Object.class::cast).orElse(found)
                    : found;
        };
    }

    private Expression item(Expression of) {
        Expression absent = scope -> Absent.NONE;
        Expression first = peek().text().equals(":") ? absent : expression();
        if (takes("]")) {
            return scope -> Values.field(of.in(scope), first.in(scope));
        }
        require(":");
        Expression to = peek().text().equals(":") || peek().text().equals("]") ? absent : expression();
        Expression by = takes(":") && !peek().text().equals("]") ? expression() : absent;
        require("]");
        return scope -> Values.slice(of.in(scope), first.in(scope), to.in(scope), by.in(scope));
    }

    private Expression call(Expression function, Function<Scope, Arguments> arguments) {
        return scope -> {
            if (function.in(scope) instanceof Callable callable) {
                return callable.call(arguments.apply(scope));
            }
            throw error("what is called is not a function");
        };
    }

    /** Up to the closing parenthesis; made anew for each call. */
    private Function<Scope, Arguments> arguments() {
        List<Expression> ordered = new ArrayList<>();
        Map<String, Expression> named = new LinkedHashMap<>();
        while (!takes(")")) {
            if (peek().kind() == Kind.NAME && tokens.get(at + 1).text().equals("=")) {
                String name = name();
                require("=");
                named.put(name, expression());
            } else {
                ordered.add(expression());
            }
            if (!takes(",")) {
                require(")");
                break;
            }
        }
        return scope -> {
            Map<String, Object> values = new LinkedHashMap<>();
            named.forEach((name, value) -> values.put(name, value.in(scope)));
            return new Arguments(ordered.stream().map(each -> each.in(scope)).toList(), values);
        };
    }

    private Expression filtered(Expression first) {
        Expression value = first;
        while (true) {
            Expression of = value;
            if (takes("|")) {
                String name = name();
                BiFunction<Object, Arguments, Object> filter =
                        Filters.filter(name).orElseThrow(() -> error("filter '" + name + "' is not known"));
                Function<Scope, Arguments> with = takes("(") ? arguments() : scope -> Arguments.NONE;
                value = behind(scope -> filter.apply(of.in(scope), with.apply(scope)));
            } else if (takes("is")) {
                value = test(of);
            } else {
                return value;
            }
        }
    }

    private Expression test(Expression of) {
        boolean wanted = !takes("not");
        String name = name();
        BiFunction<Object, Arguments, Boolean> test =
                Filters.test(name).orElseThrow(() -> error("test '" + name + "' is not known"));
        Function<Scope, Arguments> with = scope -> Arguments.NONE;
        if (takes("(")) {
            with = arguments();
        } else if (List.of("equalto", "eq", "ne", "in", "sameas", "divisibleby").contains(name)) {
            Expression other = behind(primary());
            with = scope -> new Arguments(List.of(other.in(scope)), Map.of());
        }
        Function<Scope, Arguments> fixed = with;
        return scope -> test.apply(of.in(scope), fixed.apply(scope)) == wanted;
    }
}
