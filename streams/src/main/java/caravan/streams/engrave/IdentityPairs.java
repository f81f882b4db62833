package caravan.streams.engrave;

import caravan.principles.EngravingPrompt;
import caravan.principles.Principles;
import caravan.schemas.ContentHash;
import caravan.schemas.EngravingExample;
import caravan.schemas.Lineage;
import caravan.schemas.Run;
import caravan.schemas.Timing;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Questions about the assistant itself with answers that people wrote, as examples of a run: no base model knows who it
 * will be (the original appends 910 such pairs to its answers, Dromedary's
 * {@code merge_and_fileter_self_align_with_dummy.py}). A file has a JSON object a line, {@code question} and
 * {@code answer}; lines that are empty or begin with # are skipped.
 */
public final class IdentityPairs {
    /** The source in their lineage. */
    public static final String SOURCE = "identity";

    private IdentityPairs() {}

    /** The file's examples for a run, always with the same ids. */
    public static List<EngravingExample> read(Path file, Principles principles, Run run, long nowMillis)
            throws IOException {
        ObjectMapper json = new ObjectMapper();
        Lineage lineage = Lineage.newBuilder()
                .setRun(run.getId())
                .setSource(SOURCE)
                .setRound(run.getRound())
                .setPrinciples(principles.version())
                .setParents(List.of())
                .setTimings(List.of(new Timing(EngraveTopology.STEP, nowMillis, nowMillis)))
                .build();
        List<EngravingExample> examples = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                String place = file + ":" + (i + 1);
                JsonNode pair = parse(json, line, place);
                examples.add(example(
                        text(pair, "question", place), text(pair, "answer", place), principles.engraving(), lineage));
            }
        }
        return examples;
    }

    private static EngravingExample example(String question, String answer, EngravingPrompt prompt, Lineage lineage) {
        return EngravingExample.newBuilder()
                .setId(ContentHash.of("identity", lineage.getRun(), question, answer))
                .setInstruction(question)
                .setAnswer(answer)
                .setPrompt(prompt.prompt(question, ""))
                .setCompletion(answer + prompt.endOfTurn())
                .setFinished(true)
                .setPrinciples(List.of())
                .setLineage(lineage)
                .build();
    }

    private static JsonNode parse(ObjectMapper json, String line, String place) throws IOException {
        try {
            return json.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IOException(place + ": must be a JSON object, was " + line, e);
        }
    }

    private static String text(JsonNode pair, String field, String place) throws IOException {
        String text = pair.path(field).asText("").strip();
        if (text.isEmpty()) {
            throw new IOException(place + ": " + field + " is missing or empty");
        }
        return text;
    }
}
