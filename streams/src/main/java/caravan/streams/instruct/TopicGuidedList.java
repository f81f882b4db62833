package caravan.streams.instruct;

import caravan.principles.Hint;
import caravan.principles.TopicGuidedPrompt;
import caravan.schemas.Draw;
import caravan.streams.flow.Rules;
import caravan.streams.flow.Verdict;
import caravan.streams.flow.Whitespace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Instructions for the open hints of a draw, one a line, each behind its hint's own opening (Dromedary's
 * {@code generate_tgrt_question.py}). Unlike there, a line that repeats a shown hint is not taken, and of two lines for
 * one hint only the first is. The paper's rules take both, and drop the last line however the text ended.
 */
final class TopicGuidedList implements PieceReader {
    private final Rules rules;
    private final TopicGuidedPrompt prompt;
    private final RedTeamTypes types;

    TopicGuidedList(Rules rules, TopicGuidedPrompt prompt, RedTeamTypes types) {
        this.rules = rules;
        this.prompt = prompt;
        this.types = types;
    }

    @Override
    public List<Piece> read(Draw draw, String completion, boolean cutOff) {
        List<Hint> hints = types.hints(draw);
        List<String> open = prompt.openings(hints);
        List<String> openings = rules == Rules.PAPER ? all(hints) : open;
        int skipped = hints.size() - openings.size();
        List<String> lines = (open.get(0) + completion).lines().toList();
        Set<Integer> answered = new HashSet<>();
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = Whitespace.collapse(lines.get(i));
            boolean last = i == lines.size() - 1;
            int hint = openingOf(line, openings);
            if (last && rules == Rules.PAPER) {
                pieces.add(Piece.Broken.last(line));
            } else if (last && cutOff && !line.isEmpty()) {
                pieces.add(Piece.Broken.cutOff(line));
            } else if (hint >= 0 && (answered.add(hint) || rules == Rules.PAPER)) {
                String instruction = Whitespace.strip(
                        line.substring(Whitespace.collapse(openings.get(hint)).length()));
                pieces.add(new Piece.Task(
                        line, instruction, "", Optional.of(draw.getExemplars().get(skipped + hint))));
            } else if (!line.isEmpty()) {
                pieces.add(new Piece.Broken(
                        line, new Verdict("malformed", "must begin with one of the open hints, each once")));
            }
        }
        return pieces;
    }

    private List<String> all(List<Hint> hints) {
        return IntStream.range(0, hints.size())
                .mapToObj(i -> prompt.opening(i + 1, hints.get(i)))
                .toList();
    }

    private static int openingOf(String line, List<String> openings) {
        for (int i = 0; i < openings.size(); i++) {
            if (line.startsWith(Whitespace.collapse(openings.get(i)))) {
                return i;
            }
        }
        return -1;
    }
}
