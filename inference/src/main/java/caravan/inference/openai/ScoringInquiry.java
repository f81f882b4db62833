package caravan.inference.openai;

import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.Scheduling;
import caravan.inference.ScoredToken;
import caravan.inference.Scores;
import caravan.inference.Scores.Choice;
import caravan.inference.Scores.Continuation;
import caravan.inference.ScoringCall;
import caravan.inference.openai.OpenAiSettings.Endpoint;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * To judge given texts: each is sent behind its prompt, as a prompt that is echoed with its tokens' log-probabilities
 * and not continued. Which tokens are a text's own is told by their places in the whole; one that begins before the
 * text and ends in it is counted to it.
 */
record ScoringInquiry(ScoringCall call) implements Inquiry<Scores> {
    @Override
    public String model() {
        return call.model();
    }

    @Override
    public Scheduling scheduling() {
        return call.scheduling();
    }

    @Override
    public Usage most() {
        int characters = texts().stream()
                .mapToInt(text -> prompt().length() + text.length())
                .sum();
        return Ledger.atMost(characters, 0);
    }

    @Override
    public String path() {
        return Endpoint.COMPLETIONS.path();
    }

    @Override
    public byte[] body(Server server) {
        List<String> wholes = texts().stream().map(text -> prompt() + text).toList();
        return Wire.scoring(call.model(), wholes, call.likeliest().orElse(0));
    }

    @Override
    public Reply<Scores> read(byte[] body, Times times) throws Wire.Unreadable {
        JsonNode json = Wire.tree(body);
        List<Continuation> continuations = new ArrayList<>();
        List<Choice> choices = new ArrayList<>();
        int tokens = 0;
        for (int i = 0; i < texts().size(); i++) {
            String text = texts().get(i);
            List<ScoredToken> scored = Wire.scored(choice(json, i), prompt(), prompt() + text);
            tokens += scored.size();
            List<Double> logs = scored.stream().map(ScoredToken::logProbability).toList();
            if (i < call.continuations().size()) {
                continuations.add(
                        new Continuation(text, List.of(), logs, call.likeliest().isPresent() ? scored : List.of()));
            } else if (scored.size() == 1) {
                choices.add(new Choice(text, OptionalInt.empty(), logs.get(0), logs.get(0)));
            } else {
                throw new Wire.NotAToken(text, scored.size());
            }
        }
        Usage usage = Wire.usage(json.path("usage")).orElse(new Usage(0, 0, 0));
        Scores scores = new Scores(
                continuations,
                choices,
                call.model(),
                usage.promptTokens(),
                usage.cachedTokens(),
                times.queuedMillis(),
                times.modelMillis());
        return new Reply<>(scores, json.path("model").asText(""), Wire.usage(json.path("usage")), tokens);
    }

    private static JsonNode choice(JsonNode json, int index) throws Wire.Unreadable {
        for (JsonNode choice : json.path("choices")) {
            if (choice.path("index").asInt(-1) == index) {
                return choice;
            }
        }
        throw new Wire.Unreadable("it has no choice " + index);
    }

    private String prompt() {
        return call.prefix().map(SharedPrefix::text).orElse("") + call.text();
    }

    private List<String> texts() {
        List<String> texts = new ArrayList<>(call.continuations());
        texts.addAll(call.choices());
        return texts;
    }
}
