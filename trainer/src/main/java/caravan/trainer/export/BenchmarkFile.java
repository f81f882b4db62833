package caravan.trainer.export;

import caravan.trainer.export.Benchmark.Item;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads benchmarks, whatever their form, for their texts alone; what is put to models is read more strictly, by
 * {@link caravan.trainer.evaluation.SuiteFile}. Known are TruthfulQA's {@code mc_task.json} (a list of questions with
 * {@code mc1_targets}), BIG-bench's {@code task.json} ({@code examples} with {@code input} and {@code target_scores},
 * as HHH has), and JSON lines whose question is under one of the usual names, rubric items among them.
 */
public final class BenchmarkFile {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final List<String> QUESTIONS = List.of("question", "instruction", "prompt", "problem", "text");
    private static final List<String> CONTEXTS = List.of("input", "context");
    private static final List<String> ANSWERS = List.of(
            "mc0_targets",
            "mc1_targets",
            "mc2_targets",
            "target_scores",
            "target",
            "targets",
            "choices",
            "options",
            "answer",
            "answers",
            "best_answer",
            "correct_answers",
            "incorrect_answers",
            "completion",
            "response");

    private BenchmarkFile() {}

    /**
     * The suite of a file, under a name.
     *
     * @throws IOException if there is no such file, or it is none of these
     */
    public static Benchmark read(String name, Path file) throws IOException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": there is no such suite", e);
        } catch (MalformedInputException e) {
            throw new IOException(file + ": a suite must be UTF-8", e);
        }
        Optional<JsonNode> whole = whole(text);
        List<Item> items = whole.isPresent() ? itemsOf(file, whole.get()) : linesOf(file, text);
        if (items.isEmpty()) {
            throw new IOException(file + ": a suite must hold at least one item");
        }
        return new Benchmark(name, items);
    }

    /** The file as one JSON value; empty if it is lines of them. */
    private static Optional<JsonNode> whole(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            boolean isTask = node.isArray() || node.path("examples").isArray();
            return isTask ? Optional.of(node) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static List<Item> itemsOf(Path file, JsonNode whole) throws IOException {
        JsonNode nodes = whole.isArray() ? whole : whole.path("examples");
        List<Item> items = new ArrayList<>();
        for (JsonNode node : nodes) {
            items.add(item(file, "item " + (items.size() + 1), node));
        }
        return items;
    }

    private static List<Item> linesOf(Path file, String text) throws IOException {
        List<Item> items = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (!line.isBlank()) {
                try {
                    items.add(item(file, "line " + number, JSON.readTree(line)));
                } catch (JsonProcessingException e) {
                    throw new IOException(file + ":" + number + ": no JSON object: " + e.getOriginalMessage(), e);
                }
            }
        }
        return items;
    }

    private static Item item(Path file, String place, JsonNode node) throws IOException {
        List<String> asked = new ArrayList<>();
        for (String field : QUESTIONS) {
            if (asked.isEmpty() && node.path(field).isTextual()) {
                asked.add(node.path(field).textValue());
            }
        }
        for (String field : CONTEXTS) {
            if (node.path(field).isTextual()) {
                asked.add(node.path(field).textValue());
            }
        }
        String question = String.join("\n", asked).strip();
        if (Words.of(question).isEmpty()) {
            throw new IOException(file + ": " + place + " must have a question under one of "
                    + String.join(", ", QUESTIONS) + ", " + String.join(", ", CONTEXTS));
        }
        List<String> answers = new ArrayList<>();
        ANSWERS.forEach(field -> collect(node.path(field), answers));
        return new Item(place, question, answers);
    }

    /** Texts of a value, and names of those that are scored by a number. */
    private static void collect(JsonNode node, List<String> into) {
        if (node.isTextual()) {
            into.add(node.textValue());
        } else if (node.isObject()) {
            node.properties().forEach(field -> {
                if (field.getValue().isNumber()) {
                    into.add(field.getKey());
                } else {
                    collect(field.getValue(), into);
                }
            });
        } else {
            node.forEach(each -> collect(each, into));
        }
    }
}
