package caravan.inference.chat;

import java.util.ArrayList;
import java.util.List;

/**
 * A piece of a template's source: plain text, or what is between a pair of braces. Blank around tags is cut as model
 * folders expect it ({@code trim_blocks} and {@code lstrip_blocks} of Jinja on, and one newline at the very end off).
 *
 * @param kind what it is
 * @param source without braces
 * @param line where it begins, from 1
 */
record Segment(Kind kind, String source, int line) {
    enum Kind {
        TEXT,
        OUTPUT,
        STATEMENT
    }

    static List<Segment> of(String template) {
        String source = template.replace("\r\n", "\n");
        return new Cutter(source.endsWith("\n") ? source.substring(0, source.length() - 1) : source).cut();
    }

    private static final class Cutter {
        private final String source;
        private final List<Segment> segments = new ArrayList<>();
        private int at;
        private boolean isLineStart = true;

        Cutter(String source) {
            this.source = source;
        }

        List<Segment> cut() {
            while (at < source.length()) {
                int tag = nextTag();
                boolean isLast = tag < 0;
                text(isLast ? source.length() : tag, isLast ? ' ' : source.charAt(tag + 1), isLast);
                if (isLast) {
                    break;
                }
                tag(tag);
            }
            return segments;
        }

        private int nextTag() {
            for (int i = source.indexOf('{', at); i >= 0 && i + 1 < source.length(); i = source.indexOf('{', i + 1)) {
                if ("{%#".indexOf(source.charAt(i + 1)) >= 0) {
                    return i;
                }
            }
            return -1;
        }

        private void text(int end, char kind, boolean isLast) {
            String text = source.substring(at, end);
            char modifier = isLast || end + 2 >= source.length() ? ' ' : source.charAt(end + 2);
            if (modifier == '-') {
                text = text.stripTrailing();
            } else if (!isLast && kind != '{' && modifier != '+') {
                int lineStart = text.lastIndexOf('\n') + 1;
                boolean isFirstOfLine = (lineStart > 0 || isLineStart)
                        && text.substring(lineStart).isBlank();
                text = isFirstOfLine ? text.substring(0, lineStart) : text;
            }
            if (!text.isEmpty()) {
                segments.add(new Segment(Kind.TEXT, text, line(at)));
            }
        }

        private void tag(int start) {
            char kind = source.charAt(start + 1);
            String close = kind == '{' ? "}}" : kind + "}";
            int end = kind == '#' ? source.indexOf(close, start + 2) : closing(start + 2, close);
            if (end < 0) {
                throw TemplateException.at(line(start), "{" + kind + " is never closed");
            }
            String inner = source.substring(start + 2, end);
            char last = inner.isEmpty() ? ' ' : inner.charAt(inner.length() - 1);
            at = end + 2;
            isLineStart = false;
            if (last == '-') {
                while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
                    at++;
                }
            } else if (kind != '{' && last != '+' && source.startsWith("\n", at)) {
                at++;
                isLineStart = true;
            }
            if (kind != '#') {
                String bare = inner.replaceFirst("^[-+]", "");
                segments.add(new Segment(
                        kind == '{' ? Kind.OUTPUT : Kind.STATEMENT,
                        last == '-' || (last == '+' && kind != '{') ? bare.substring(0, bare.length() - 1) : bare,
                        line(start)));
            }
        }

        /** A closing pair within quotes closes nothing. */
        private int closing(int from, String close) {
            char quote = 0;
            for (int i = from; i < source.length(); i++) {
                char c = source.charAt(i);
                if (quote != 0) {
                    if (c == '\\') {
                        i++;
                    } else if (c == quote) {
                        quote = 0;
                    }
                } else if (c == '\'' || c == '"') {
                    quote = c;
                } else if (source.startsWith(close, i)) {
                    return i;
                }
            }
            return -1;
        }

        private int line(int index) {
            return 1
                    + (int) source.substring(0, index)
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
        }
    }
}
