package caravan.streams.instruct;

import caravan.principles.Markers;
import caravan.schemas.Draw;
import caravan.streams.flow.Rules;
import caravan.streams.flow.Verdict;
import caravan.streams.flow.Whitespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbered tasks of vanilla Self-Instruct, in blocks divided by {@code ###} (Dromedary's
 * {@code generate_vanilla_instruction.py}). The prompt ends with the number and label of the first new task, so these
 * are put before the completion again; then block i must hold its own number twice: before {@code Instruction:} and
 * before {@code Input:}. A block that also holds a label with another number is rejected, which the original let pass:
 * the rest of its list would become part of the input.
 *
 * <p>By the paper's rules the last block goes however the text ended, any two labels that end in the block's number
 * will do ({@code 16. Input:} for 6, too), and what stands behind the first is the instruction.
 */
final class TaskList implements PieceReader {
    private static final String AFTER_NUMBER = "\\.\\s+(Instruction|Input):";
    private static final Pattern LABEL =
            Pattern.compile("(?<!\\d)(\\d+)" + AFTER_NUMBER, Pattern.UNICODE_CHARACTER_CLASS);

    private final Rules rules;

    TaskList(Rules rules) {
        this.rules = rules;
    }

    @Override
    public List<Piece> read(Draw draw, String completion, boolean cutOff) {
        int number = draw.getExemplars().size() + 1;
        List<String> blocks = List.of((number + ". Instruction:" + completion).split(Markers.TASK_RULE, -1));
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++, number++) {
            String block = blocks.get(i);
            boolean last = i == blocks.size() - 1;
            if (rules == Rules.PAPER) {
                pieces.add(last ? Piece.Broken.last(block) : paperTask(block, number));
                continue;
            }
            if (last && Whitespace.strip(block).isEmpty()) {
                break;
            }
            pieces.add(last && cutOff ? Piece.Broken.cutOff(block) : task(block, number));
        }
        return pieces;
    }

    private static Piece task(String block, int number) {
        List<Integer> textStarts = new ArrayList<>();
        List<Integer> labelStarts = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        boolean otherNumbers = false;
        Matcher label = LABEL.matcher(block);
        while (label.find()) {
            if (label.group(1).equals(Integer.toString(number))) {
                labelStarts.add(label.start());
                textStarts.add(label.end());
                labels.add(label.group(2));
            } else {
                otherNumbers = true;
            }
        }
        if (otherNumbers || !labels.equals(List.of("Instruction", "Input"))) {
            return new Piece.Broken(
                    block,
                    new Verdict(
                            otherNumbers ? "misnumbered" : "malformed",
                            "item " + number + " must have " + number + ". Instruction: and " + number
                                    + ". Input: once each and no other number's, has " + labels
                                    + (otherNumbers ? " and another number's" : "")));
        }
        return task(block, block.substring(textStarts.get(0), labelStarts.get(1)), block.substring(textStarts.get(1)));
    }

    private static Piece paperTask(String block, int number) {
        String[] texts = Pattern.compile(number + AFTER_NUMBER, Pattern.UNICODE_CHARACTER_CLASS)
                .split(block, -1);
        if (texts.length != 3) {
            return new Piece.Broken(
                    block,
                    new Verdict("malformed", "item " + number + " must have two labels, has " + (texts.length - 1)));
        }
        return task(block, texts[1], texts[2]);
    }

    private static Piece task(String block, String behindFirst, String behindSecond) {
        String instruction = Whitespace.strip(behindFirst);
        String input = Whitespace.strip(behindSecond);
        return new Piece.Task(
                block, instruction, Markers.NO_INPUT.equalsIgnoreCase(input) ? "" : input, Optional.empty());
    }
}
