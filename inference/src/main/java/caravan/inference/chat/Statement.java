package caravan.inference.chat;

import java.util.List;

/** A part of a template that writes. */
@FunctionalInterface
interface Statement {
    /** How to go on behind a statement. */
    enum Flow {
        ON,
        NEXT_ROUND,
        OUT_OF_LOOP
    }

    Flow run(Scope scope, Output to);

    /** One behind the other. */
    static Statement all(List<Statement> statements) {
        List<Statement> fixed = List.copyOf(statements);
        return (scope, to) -> {
            for (Statement statement : fixed) {
                Flow flow = statement.run(scope, to);
                if (flow != Flow.ON) {
                    return flow;
                }
            }
            return Flow.ON;
        };
    }

    /** What has been written so far. */
    final class Output {
        private final StringBuilder chars = new StringBuilder();
        private final StringBuilder origin = new StringBuilder();

        void add(Text text) {
            chars.append(text.chars());
            origin.append(text.origin());
        }

        Text text() {
            return new Text(chars.toString(), origin.toString());
        }
    }
}
