package caravan.cli.console;

import caravan.cli.ask.Answer;
import caravan.cli.ask.AskedByTopic;
import caravan.cli.host.Ground;
import caravan.schemas.ContentHash;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/** Puts one question to several models, as any step asks: by requests that {@code generate} answers. Thread-safe. */
final class Asker {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int QUESTION_CHARS_MAX = 4_000;
    private static final int ALIASES_MAX = 4;

    private final AskedByTopic door;
    private final Executor threads = task -> new Thread(task, OwnCost.PREFIX + "-asks").start();
    /** A model's time is the run's; a person waits for one answer at a time. */
    private final Semaphore places = new Semaphore(1);

    Asker(AskedByTopic door) {
        this.door = door;
    }

    /**
     * Asks what {@code {"question": .., "aliases": [..]}} says, and waits.
     *
     * @throws IllegalArgumentException if it says it wrongly, or another question is being answered
     */
    List<Map<String, Object>> ask(JsonNode body) {
        String question = body.path("question").asText("").strip();
        if (question.isEmpty() || question.length() > QUESTION_CHARS_MAX) {
            throw new IllegalArgumentException(
                    "question must have 1 to " + QUESTION_CHARS_MAX + " characters, had " + question.length());
        }
        JsonNode aliases = body.path("aliases");
        if (!aliases.isArray() || aliases.isEmpty() || aliases.size() > ALIASES_MAX) {
            throw new IllegalArgumentException("aliases must be a list of 1 to " + ALIASES_MAX + " names");
        }
        if (!places.tryAcquire()) {
            throw new IllegalArgumentException("another question is being answered; ask again when it is");
        }
        try {
            List<CompletableFuture<Map<String, Object>>> asked = new ArrayList<>();
            // One for all, so that answers differ by their models alone.
            long seed = ContentHash.seed(Ground.ASK, UUID.randomUUID());
            aliases.forEach(alias ->
                    asked.add(CompletableFuture.supplyAsync(() -> answer(question, alias.asText(""), seed), threads)));
            return asked.stream().map(CompletableFuture::join).toList();
        } finally {
            places.release();
        }
    }

    private Map<String, Object> answer(String question, String alias, long seed) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("alias", alias);
        long startNanos = System.nanoTime();
        try {
            Answer answer = door.ask(question, alias, seed, LIMIT);
            told.put("model", answer.model());
            told.put("text", answer.text());
            told.put("tokens", answer.tokens());
        } catch (IOException e) {
            told.put("error", String.valueOf(e.getMessage()));
        }
        told.put("millis", (System.nanoTime() - startNanos) / 1_000_000);
        return told;
    }
}
