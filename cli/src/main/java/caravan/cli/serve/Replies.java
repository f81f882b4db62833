package caravan.cli.serve;

import caravan.inference.Generation;
import caravan.inference.Generation.Finish;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.ToIntFunction;

/** Writes what one question is answered with. */
final class Replies {
    private final Question question;
    private final String version;
    private final String id;
    private final long created = Instant.now().getEpochSecond();

    Replies(Question question, String version) {
        this.question = question;
        this.version = version;
        this.id = (isChat(question) ? "chatcmpl-" : "cmpl-") + UUID.randomUUID();
    }

    /** All at once. */
    JsonNode whole(List<Answered> answers) {
        ObjectNode reply = frame(isChat(question) ? "chat.completion" : "text_completion");
        ApiRequest.Telling telling = question.request().telling();
        for (int i = 0; i < answers.size(); i++) {
            Answered answered = answers.get(i);
            ObjectNode choice = reply.withArray("choices").addObject().put("index", i);
            if (isChat(question)) {
                choice.putObject("message")
                        .put("role", "assistant")
                        .put("content", answered.text().strip());
            } else {
                choice.put("text", (telling.ofPrompt() ? answered.asked().prompt() : "") + answered.text());
            }
            end(choice, answered.generation());
            if (telling.likeliest().isPresent()) {
                choice.set(
                        "logprobs",
                        isChat(question)
                                ? TokenReplies.ofChat(answered)
                                : TokenReplies.ofCompletion(answered, telling));
            }
        }
        return reply.set("usage", usage(answers));
    }

    /** A piece of one answer. */
    JsonNode piece(int index, String text) {
        ObjectNode reply = chunk();
        ObjectNode choice = reply.withArray("choices").addObject().put("index", index);
        if (isChat(question)) {
            choice.putObject("delta").put("role", "assistant").put("content", text);
        } else {
            choice.put("text", text);
        }
        choice.putNull("finish_reason");
        return reply;
    }

    /** The end of one answer. */
    JsonNode last(int index, Generation generation) {
        ObjectNode reply = chunk();
        ObjectNode choice = reply.withArray("choices").addObject().put("index", index);
        if (isChat(question)) {
            choice.putObject("delta");
        } else {
            choice.put("text", "");
        }
        end(choice, Optional.of(generation));
        return reply;
    }

    /** Behind all answers, where it was asked for. */
    JsonNode counted(List<Generation> generations) {
        ObjectNode reply = chunk();
        reply.putArray("choices");
        return reply.set("usage", usage(generations.stream().map(Answered::of).toList()));
    }

    private static boolean isChat(Question question) {
        return question.kind() == Question.Kind.CHAT;
    }

    private ObjectNode chunk() {
        return frame(isChat(question) ? "chat.completion.chunk" : "text_completion");
    }

    private ObjectNode frame(String object) {
        ObjectNode reply = JsonNodeFactory.instance.objectNode();
        reply.put("id", id).put("object", object).put("created", created);
        return reply.put("model", question.name()).put("system_fingerprint", version);
    }

    /** {@code stop_reason} as vLLM has it: the stop string that matched. */
    private static void end(ObjectNode choice, Optional<Generation> generation) {
        boolean isStopped = generation.map(Generation::finish).equals(Optional.of(Finish.STOP));
        choice.put("finish_reason", isStopped ? "stop" : "length");
        choice.put("stop_reason", generation.flatMap(Generation::stopString).orElse(null));
        choice.putNull("logprobs");
    }

    private static ObjectNode usage(List<Answered> answers) {
        int prompt = answers.stream().mapToInt(Answered::promptTokensCount).sum();
        int completion = count(answers, Generation::completionTokens);
        ObjectNode usage = JsonNodeFactory.instance.objectNode();
        usage.put("prompt_tokens", prompt).put("completion_tokens", completion);
        usage.put("total_tokens", prompt + completion);
        usage.putObject("prompt_tokens_details").put("cached_tokens", count(answers, Generation::cachedTokens));
        return usage;
    }

    private static int count(List<Answered> answers, ToIntFunction<Generation> tokens) {
        return answers.stream()
                .flatMap(each -> each.generation().stream())
                .mapToInt(tokens)
                .sum();
    }

    static JsonNode models(ServedModels served) {
        ObjectNode reply = JsonNodeFactory.instance.objectNode().put("object", "list");
        // One that has no context any more has left since the list was drawn up.
        served.all()
                .forEach((name, model) -> served.engine()
                        .contextTokensMax(model.version())
                        .ifPresent(context -> reply.withArray("data")
                                .addObject()
                                .put("id", name)
                                .put("object", "model")
                                .put("created", 0)
                                .put("owned_by", "caravan")
                                .put("root", model.version())
                                .put("max_model_len", context)));
        return reply;
    }
}
