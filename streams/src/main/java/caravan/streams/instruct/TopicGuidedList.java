package caravan.streams.instruct;

import caravan.principles.Hint;
import caravan.principles.TopicGuidedPrompt;
import caravan.schemas.Draw;
import caravan.streams.flow.Verdict;
import caravan.streams.flow.Whitespace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Instructions for the open hints of a draw, one a line, each behind its hint's own opening (Dromedary's
 * {@code generate_tgrt_question.py}). Unlike there, a line that repeats a shown hint is not taken, and of two lines for
 * one hint only the first is.
 */
final class TopicGuidedList implements PieceReader {
    private final TopicGuidedPrompt prompt;
    private final RedTeamTypes types;

    TopicGuidedList(TopicGuidedPrompt prompt, RedTeamTypes types) {
        this.prompt = prompt;
        this.types = types;
    }

    @Override
    public List<Piece> read(Draw draw, String completion, boolean cutOff) {
        List<Hint> hints = types.hints(draw);
        List<String> openings = prompt.openings(hints);
        int shown = hints.size() - openings.size();
        List<String> lines = (openings.get(0) + completion).lines().toList();
        Set<Integer> answered = new HashSet<>();
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = Whitespace.collapse(lines.get(i));
            if (line.isEmpty()) {
                continue;
            }
            int hint = openingOf(line, openings);
            if (i == lines.size() - 1 && cutOff) {
                pieces.add(Piece.Broken.cutOff(line));
            } else if (hint < 0 || !answered.add(hint)) {
                pieces.add(new Piece.Broken(
                        line, new Verdict("malformed", "must begin with one of the open hints, each once")));
            } else {
                String instruction = Whitespace.strip(
                        line.substring(Whitespace.collapse(openings.get(hint)).length()));
                pieces.add(new Piece.Task(
                        line, instruction, "", Optional.of(draw.getExemplars().get(shown + hint))));
            }
        }
        return pieces;
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
