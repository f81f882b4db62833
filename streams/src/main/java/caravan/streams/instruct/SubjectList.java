package caravan.streams.instruct;

import caravan.schemas.Draw;
import caravan.streams.flow.Rules;
import caravan.streams.flow.Verdict;
import caravan.streams.flow.Whitespace;
import java.util.ArrayList;
import java.util.List;

/**
 * A numbered list of red-team subjects of one type, at most 20 lines (Dromedary's {@code generate_tgrt_topic.py}). The
 * paper's rules keep the last subject though the token limit may have cut it.
 */
final class SubjectList implements PieceReader {
    private static final int LINES_MAX = 20;
    private static final String AFTER_NUMBER = ". ";

    private final Rules rules;

    SubjectList(Rules rules) {
        this.rules = rules;
    }

    @Override
    public List<Piece> read(Draw draw, String completion, boolean cutOff) {
        String type = draw.getExemplars().get(0).getRedTeamType().orElse("");
        List<String> lines =
                ((draw.getExemplars().size() + 1) + "." + completion).lines().toList();
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (Whitespace.strip(line).isEmpty()) {
                continue;
            }
            boolean cut = i == lines.size() - 1 && cutOff && rules == Rules.IMPROVED;
            pieces.add(cut ? Piece.Broken.cutOff(line) : piece(type, line, i));
        }
        return pieces;
    }

    private static Piece piece(String type, String line, int place) {
        int number = line.indexOf(AFTER_NUMBER);
        if (place >= LINES_MAX || number < 0) {
            return new Piece.Broken(
                    line, new Verdict("malformed", "must be one of " + LINES_MAX + " lines, a number and «. » first"));
        }
        return new Piece.Subject(line, type, Whitespace.collapse(line.substring(number + AFTER_NUMBER.length())));
    }
}
