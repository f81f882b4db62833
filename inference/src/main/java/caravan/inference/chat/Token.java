package caravan.inference.chat;

import java.util.ArrayList;
import java.util.List;

/**
 * A word of an expression.
 *
 * @param kind what it is
 * @param text a name, an operator, a number's digits, or what a string says
 */
record Token(Kind kind, String text) {
    private static final List<String> OPERATORS = List.of(
            "==", "!=", "<=", ">=", "//", "**", "<", ">", "+", "-", "*", "/", "%", "~", "|", "=", ".", ",", ":", "(",
            ")", "[", "]", "{", "}");

    enum Kind {
        NAME,
        STRING,
        NUMBER,
        OPERATOR,
        END
    }

    static List<Token> of(Segment segment) {
        List<Token> tokens = new ArrayList<>();
        String source = segment.source();
        int at = 0;
        while (at < source.length()) {
            char c = source.charAt(at);
            int end = at + 1;
            if (Character.isWhitespace(c)) {
                at = end;
                continue;
            }
            if (c == '\'' || c == '"') {
                StringBuilder text = new StringBuilder();
                while (end < source.length() && source.charAt(end) != c) {
                    end = character(source, end, text);
                }
                tokens.add(new Token(Kind.STRING, text.toString()));
                end++;
            } else if (Character.isLetter(c) || c == '_') {
                while (end < source.length()
                        && (Character.isLetterOrDigit(source.charAt(end)) || source.charAt(end) == '_')) {
                    end++;
                }
                tokens.add(new Token(Kind.NAME, source.substring(at, end)));
            } else if (Character.isDigit(c)) {
                while (end < source.length()
                        && (Character.isDigit(source.charAt(end))
                                || (source.charAt(end) == '.'
                                        && end + 1 < source.length()
                                        && Character.isDigit(source.charAt(end + 1))))) {
                    end++;
                }
                tokens.add(new Token(Kind.NUMBER, source.substring(at, end)));
            } else {
                int from = at;
                String operator = OPERATORS.stream()
                        .filter(each -> source.startsWith(each, from))
                        .findFirst()
                        .orElseThrow(() -> TemplateException.at(segment.line(), "'" + c + "' is not understood"));
                tokens.add(new Token(Kind.OPERATOR, operator));
                end = at + operator.length();
            }
            at = end;
        }
        tokens.add(new Token(Kind.END, "the end"));
        return tokens;
    }

    /** Adds a string's character and says where the next begins. */
    private static int character(String source, int at, StringBuilder to) {
        char c = source.charAt(at);
        if (c != '\\' || at + 1 >= source.length()) {
            to.append(c);
            return at + 1;
        }
        char escaped = source.charAt(at + 1);
        if (escaped == 'u' && at + 6 <= source.length()) {
            to.append((char) Integer.parseInt(source.substring(at + 2, at + 6), 16));
            return at + 6;
        }
        switch (escaped) {
            case 'n' -> to.append('\n');
            case 't' -> to.append('\t');
            case 'r' -> to.append('\r');
            case '\\', '\'', '"' -> to.append(escaped);
            default -> to.append(c).append(escaped);
        }
        return at + 2;
    }
}
