package caravan.principles.reading;

import caravan.principles.reading.Node.Scalar.Kind;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parses YAML or JSON text into nodes; notes a syntax error, or a key that stands twice, with its line. */
final class NodeReader {
    private static final JsonFactory YAML = new YAMLFactory();
    private static final JsonFactory JSON = new JsonFactory();

    private final String file;
    private final int linesBefore;
    private final Problems problems;

    private NodeReader(String file, int linesBefore, Problems problems) {
        this.file = file;
        this.linesBefore = linesBefore;
        this.problems = problems;
    }

    /** YAML that starts after so many lines of the file. */
    static Optional<Node> yaml(String file, String text, int linesBefore, Problems problems) {
        return new NodeReader(file, linesBefore, problems).read(YAML, text);
    }

    /** One JSON value that starts after so many lines of the file. */
    static Optional<Node> json(String file, String text, int linesBefore, Problems problems) {
        return new NodeReader(file, linesBefore, problems).read(JSON, text);
    }

    private Optional<Node> read(JsonFactory format, String text) {
        try (JsonParser parser = format.createParser(text)) {
            if (parser.nextToken() == null) {
                problems.add(file, linesBefore + 1, "nothing stands here");
                return Optional.empty();
            }
            Node node = node(parser);
            if (parser.nextToken() != null) {
                problems.add(file, line(parser), "something follows the end: \"" + parser.getText() + '"');
            }
            return Optional.of(node);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
            problems.add(file, linesBefore + line, e.getOriginalMessage().replaceAll("\\s+", " "));
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot fail to be read", e);
        }
    }

    private Node node(JsonParser parser) throws IOException {
        int line = line(parser);
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            problems.add(file, line, "an alias (*" + parser.getText() + ") is not followed; write the text out");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> new Node.Fields(line, fields(parser));
            case START_ARRAY -> new Node.Items(line, items(parser));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Node.Scalar(line, Kind.NUMBER, parser.getText());
            case VALUE_TRUE, VALUE_FALSE -> new Node.Scalar(line, Kind.BOOLEAN, parser.getText());
            case VALUE_NULL -> new Node.Scalar(line, Kind.NOTHING, "");
            default -> new Node.Scalar(line, Kind.TEXT, parser.getText());
        };
    }

    private Map<String, Node> fields(JsonParser parser) throws IOException {
        Map<String, Node> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            int line = line(parser);
            parser.nextToken();
            if (fields.put(key, node(parser)) != null) {
                problems.add(file, line, "key \"" + key + "\" stands here a second time");
            }
        }
        return fields;
    }

    private List<Node> items(JsonParser parser) throws IOException {
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(parser));
        }
        return items;
    }

    private int line(JsonParser parser) {
        return linesBefore + parser.currentTokenLocation().getLineNr();
    }
}
