package caravan.cli.preview;

import caravan.inference.Generation;
import caravan.schemas.Candidate;
import caravan.schemas.DrawOutcome;
import caravan.schemas.EngravingExample;
import caravan.schemas.GenerationRequest;
import caravan.schemas.PrincipledResponse;
import caravan.schemas.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * One call and what became of it.
 *
 * @param prefix the constant text that the model read first
 * @param text the call's own text
 * @param generation what it wrote; absent where the step would not ask
 * @param made the records that the step made of it
 */
public record Previewed(String prefix, String text, Optional<Generation> generation, List<SpecificRecord> made) {
    private static final int PREFIX_LINES_SHOWN = 3;

    /** For a person to read; with {@code whole}, the prefix too, which is the same for every call. */
    public List<String> lines(boolean whole) {
        List<String> lines = new ArrayList<>();
        generation.ifPresent(generated -> {
            lines.add("=== prompt: a prefix of %,d characters and a text of %,d; %,d tokens"
                    .formatted(prefix.length(), text.length(), generated.promptTokens()));
            lines.addAll((whole ? prefix + text : endOf(prefix) + text).lines().toList());
            lines.add("=== completion: %s after %,d tokens"
                    .formatted(generated.finish().name().toLowerCase(Locale.ROOT), generated.completionTokens()));
            lines.addAll(generated.text().lines().toList());
        });
        made.forEach(record -> lines.addAll(linesOf(record)));
        return lines;
    }

    private static String endOf(String prefix) {
        List<String> all = prefix.lines().toList();
        int from = Math.max(0, all.size() - PREFIX_LINES_SHOWN);
        return (from > 0 ? "[...]\n" : "")
                + String.join("\n", all.subList(from, all.size()))
                + (prefix.endsWith("\n") ? "\n" : "");
    }

    private static List<String> linesOf(SpecificRecord record) {
        if (record instanceof Candidate candidate) {
            String said = candidate.getInstruction().isEmpty()
                    ? candidate.getRedTeamTopic().orElse("")
                    : candidate.getInstruction();
            return candidate.getInput().isEmpty()
                    ? List.of("=== kept: " + said)
                    : List.of(
                            "=== kept: " + said,
                            "    input: " + candidate.getInput().replace("\n", "\n           "));
        } else if (record instanceof PrincipledResponse response) {
            return List.of(
                    "=== parsed",
                    "thoughts:   " + response.getThoughts(),
                    "principles: " + response.getPrinciples() + " " + response.getPrincipleNames(),
                    "answer:     " + response.getAnswer(),
                    "=== kept");
        } else if (record instanceof EngravingExample example) {
            List<String> lines = new ArrayList<>(List.of("=== training example"));
            lines.addAll((example.getPrompt() + "[learned from here] " + example.getCompletion())
                    .lines()
                    .toList());
            return lines;
        } else if (record instanceof Rejection rejection) {
            return List.of(
                    "=== rejected, " + rejection.getReason() + ": " + rejection.getDetail(),
                    "    " + rejection.getText().replace("\n", "\n    "));
        } else if (record instanceof GenerationRequest request) {
            return List.of("=== asked again, attempt " + request.getAttempt() + ", up to "
                    + request.getSampling().getMaxTokens() + " tokens");
        } else if (record instanceof DrawOutcome outcome) {
            return List.of("=== outcome: " + outcome.getEmitted() + " kept, " + outcome.getRejected() + " rejected");
        }
        return List.of(record.toString());
    }
}
