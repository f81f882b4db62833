package caravan.trainer.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a suite, whatever its form: JSON lines of rubric items ({@link RubricFile}), of multiple choice and of answers
 * to match with instructions, all in one file if so wished; TruthfulQA's multiple choice; a BIG-bench task; the latter
 * two as one JSON document or as lines.
 */
public final class SuiteFile {
    private static final String FORMS = "a suite is JSON lines with \"checks\", with \"right\" and \"wrong\", or with"
            + " \"other-instructions\", TruthfulQA's multiple choice (\"mc1_targets\"), or a BIG-bench task (\"target_scores\")";

    private SuiteFile() {}

    /**
     * The suite of a file, which is named after it.
     *
     * @throws SuiteException with every problem of the file
     * @throws IOException if it cannot be read
     */
    public static Suite read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("suite " + file + ": is no file");
        }
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        // BIG-bench calls all its files task.json; the folder says which task it is.
        Path folder = file.toAbsolutePath().getParent();
        String bare = dot > 0 ? name.substring(0, dot) : name;
        return parse(
                file.toString(),
                bare.equals("task") && folder != null ? String.valueOf(folder.getFileName()) : bare,
                Files.readString(file));
    }

    /** The suite that a text holds; {@code place} stands before each problem. */
    public static Suite parse(String place, String name, String text) {
        try {
            return new Suite(name, items(place, name, JsonLines.JSON.readTree(text)));
        } catch (JsonProcessingException notOneDocument) {
            List<String> lines = text.lines().toList();
            if (lines.stream().filter(line -> !line.isBlank()).count() < 2) {
                throw new SuiteException(List.of(place + ":1: no JSON: " + notOneDocument.getOriginalMessage()));
            }
            return new Suite(name, lines(place, name, lines));
        }
    }

    private static List<Item> items(String place, String name, JsonNode document) {
        if (document.isArray()) {
            return documents(place, name, document);
        }
        if (document.path("examples").isArray()) {
            return documents(place, Fields.textOr(document, "name", name), document.path("examples"));
        }
        // One line, or none.
        return lines(place, name, document.isMissingNode() ? List.of() : List.of(document.toString()));
    }

    private static List<Item> documents(String place, String name, JsonNode list) {
        var items = new ArrayList<Item>();
        var problems = new ArrayList<String>();
        for (int i = 0; i < list.size(); i++) {
            try {
                items.addAll(items(list.get(i), name, i + 1));
            } catch (IllegalArgumentException unfit) {
                problems.add(place + ": item " + (i + 1) + ": " + unfit.getMessage());
            }
        }
        if (items.isEmpty() && problems.isEmpty()) {
            problems.add(place + ": no items");
        }
        if (!problems.isEmpty()) {
            throw new SuiteException(problems);
        }
        return items;
    }

    /** Of line-wise files the line says its own id, but for those of others' forms, which are counted. */
    private static List<Item> lines(String place, String name, List<String> lines) {
        if (lines.stream()
                .filter(line -> !line.isBlank())
                .findFirst()
                .map(SuiteFile::isOfOthers)
                .orElse(false)) {
            return documents(place, name, array(place, lines));
        }
        return JsonLines.parse(place, lines, SuiteFile::own);
    }

    private static boolean isOfOthers(String line) {
        try {
            JsonNode first = JsonLines.JSON.readTree(line);
            return TruthfulQaFile.is(first) || BigBenchFile.is(first);
        } catch (JsonProcessingException broken) {
            return false;
        }
    }

    private static JsonNode array(String place, List<String> lines) {
        var array = JsonLines.JSON.createArrayNode();
        for (int line = 1; line <= lines.size(); line++) {
            try {
                if (!lines.get(line - 1).isBlank()) {
                    array.add(JsonLines.JSON.readTree(lines.get(line - 1)));
                }
            } catch (JsonProcessingException broken) {
                throw new SuiteException(
                        List.of(place + ":" + line + ": no JSON object: " + broken.getOriginalMessage()));
            }
        }
        return array;
    }

    private static List<? extends Item> items(JsonNode node, String name, int place) {
        if (TruthfulQaFile.is(node)) {
            return TruthfulQaFile.items(node, place);
        }
        if (BigBenchFile.is(node)) {
            return List.of(BigBenchFile.item(node, name, place));
        }
        return List.of(own(node));
    }

    private static Item own(JsonNode node) {
        if (node.has("checks")) {
            return RubricFile.item(node);
        }
        if (node.has("right") || node.has("wrong")) {
            return ChoiceFile.item(node);
        }
        if (node.has("other-instructions")) {
            return MatchFile.item(node);
        }
        throw new IllegalArgumentException("not an item; " + FORMS);
    }
}
