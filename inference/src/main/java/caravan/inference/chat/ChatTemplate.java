package caravan.inference.chat;

import caravan.inference.GenerationCall.Special;
import caravan.inference.chat.Expression.Arguments;
import caravan.inference.chat.Expression.Callable;
import caravan.inference.chat.Statement.Output;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model folder's chat template: {@code chat_template.jinja}, or what {@code tokenizer_config.json} says. Thread-safe.
 */
public final class ChatTemplate {
    private final Statement template;
    private final Map<String, Object> constants;
    private final List<String> specials;
    private final Set<Integer> endTokens;
    private final Clock clock;

    private ChatTemplate(
            String source, Map<String, Object> constants, Map<String, Integer> specials, String end, Clock clock) {
        this.template = TemplateReader.read(source);
        this.constants = Map.copyOf(constants);
        // Where one name begins another, the longer is the token.
        this.specials = specials.keySet().stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
        this.endTokens = specials.containsKey(end) ? Set.of(specials.get(end)) : Set.of();
        this.clock = clock;
    }

    /**
     * Reads it; empty if the folder has none.
     *
     * @throws IOException that names the file and, in a template that is not understood, the line
     */
    public static Optional<ChatTemplate> open(Path folder) throws IOException {
        return open(folder, folder);
    }

    /**
     * Reads that of an adapter's folder, or of any other that has none of its base's tokenizer.
     *
     * @param tokenizer folder of {@code tokenizer.json}
     */
    public static Optional<ChatTemplate> open(Path folder, Path tokenizer) throws IOException {
        return open(folder, tokenizer, Clock.system(ZoneId.systemDefault()));
    }

    static Optional<ChatTemplate> open(Path folder, Path tokenizer, Clock clock) throws IOException {
        JsonNode config = json(folder.resolve("tokenizer_config.json"));
        Path own = folder.resolve("chat_template.jinja");
        Optional<String> source = Files.isRegularFile(own) ? Optional.of(Files.readString(own)) : source(config);
        if (source.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> constants = new HashMap<>();
        config.properties().forEach(entry -> {
            if (entry.getKey().endsWith("_token")) {
                name(entry.getValue()).ifPresent(token -> constants.put(entry.getKey(), Text.ofTemplate(token)));
            }
        });
        Map<String, Integer> specials = new LinkedHashMap<>();
        json(tokenizer.resolve("tokenizer.json")).path("added_tokens").forEach(token -> {
            if (token.path("special").asBoolean()) {
                specials.put(token.path("content").asText(), token.path("id").asInt());
            }
        });
        try {
            String end = name(config.path("eos_token")).orElse("");
            return Optional.of(new ChatTemplate(source.get(), constants, specials, end, clock));
        } catch (TemplateException e) {
            throw new IOException(folder + ": " + e.getMessage(), e);
        }
    }

    /** Tokens that end an answer, beside those of the model itself. */
    public Set<Integer> endTokens() {
        return endTokens;
    }

    /** The chat up to where the assistant's answer begins. */
    public ChatPrompt prompt(List<ChatMessage> messages) {
        return prompt(messages, JsonNodeFactory.instance.objectNode());
    }

    /**
     * The same.
     *
     * @param more further variables of the template, such as {@code enable_thinking}
     * @throws TemplateException what the template says of a chat that it does not take, or where it fails
     */
    public ChatPrompt prompt(List<ChatMessage> messages, JsonNode more) {
        Map<String, Object> names = new HashMap<>(constants);
        names.putAll(functions());
        more.properties().forEach(entry -> names.put(entry.getKey(), Json.value(entry.getValue())));
        List<Object> turns = new ArrayList<>();
        for (ChatMessage message : messages) {
            Map<String, Object> turn = new LinkedHashMap<>();
            turn.put("role", Text.ofMessage(message.role()));
            turn.put("content", Text.ofMessage(message.content()));
            turns.add(turn);
        }
        names.put("messages", turns);
        names.put("add_generation_prompt", true);
        Output output = new Output();
        try {
            template.run(new Scope(names), output);
        } catch (StackOverflowError e) {
            throw new TemplateException("the chat template calls itself without end");
        }
        Text text = output.text();
        return new ChatPrompt(text.chars(), specials(text));
    }

    /** The names of special tokens that the template wrote, every character of them. */
    private List<Special> specials(Text text) {
        List<Special> found = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            int start = i;
            Optional<String> name = specials.stream()
                    .filter(each -> text.chars().startsWith(each, start))
                    .filter(each -> text.isTemplates(start, start + each.length()))
                    .findFirst();
            if (name.isPresent()) {
                found.add(new Special(i, i + name.get().length()));
                i += name.get().length() - 1;
            }
        }
        return found;
    }

    private Map<String, Object> functions() {
        Callable raise = with -> {
            throw TemplateException.raised(with.text(0, "message", "the chat template does not take this chat"));
        };
        Callable now = with -> Text.ofTemplate(PythonDate.format(with.text(0, "format", ""), LocalDateTime.now(clock)));
        Callable namespace = with -> {
            Map<String, Object> fields = new HashMap<>(with.named());
            return new Values.Namespace(fields);
        };
        Callable dict = with -> new LinkedHashMap<>(with.named());
        return Map.of(
                "raise_exception", raise, "strftime_now", now, "namespace", namespace, "dict", dict, "range", (Callable)
                        ChatTemplate::range);
    }

    private static Object range(Arguments with) {
        long first = number(with, 0, 0);
        return with.ordered().size() == 1
                ? Values.range(0, first, 1)
                : Values.range(first, number(with, 1, 0), number(with, 2, 1));
    }

    private static long number(Arguments with, int place, long otherwise) {
        return with.get(place, "", otherwise) instanceof Long number ? number : otherwise;
    }

    /** One, or several by their names, of which the default one is for chats. */
    private static Optional<String> source(JsonNode config) {
        JsonNode template = config.path("chat_template");
        for (JsonNode named : template) {
            if (named.path("name").asText("").equals("default")) {
                return Optional.of(named.path("template").asText());
            }
        }
        return template.isTextual() ? Optional.of(template.asText()) : Optional.empty();
    }

    private static Optional<String> name(JsonNode token) {
        JsonNode name = token.isObject() ? token.path("content") : token;
        return name.isTextual() ? Optional.of(name.asText()) : Optional.empty();
    }

    private static JsonNode json(Path file) throws IOException {
        return Files.isRegularFile(file) ? new ObjectMapper().readTree(file.toFile()) : MissingNode.getInstance();
    }
}
