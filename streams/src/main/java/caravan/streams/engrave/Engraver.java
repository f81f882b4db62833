package caravan.streams.engrave;

import caravan.principles.Constitution;
import caravan.principles.EngravingPrompt;
import caravan.principles.Principle;
import caravan.schemas.EngravingExample;
import caravan.schemas.Lineage;
import caravan.schemas.PrincipledResponse;
import caravan.streams.flow.Lineages;
import caravan.streams.flow.Rejections;
import caravan.streams.flow.Verb;
import caravan.streams.flow.Verdict;
import caravan.streams.flow.WordRuns;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;

/**
 * Prunes a response to a training example: instruction and answer under the short prompt. The end-of-turn marker closes
 * a finished answer only, so that the model never learns to stop in the middle.
 */
final class Engraver implements Verb<PrincipledResponse> {
    private static final Pattern THOUGHTS =
            Pattern.compile("internal thoughts|I should follow (?:the )?rules?\\b", Pattern.CASE_INSENSITIVE);

    private final EngraveSettings settings;
    private final EngravingPrompt prompt;
    private final Constitution constitution;
    private final WordRuns principles;

    Engraver(EngraveSettings settings, EngravingPrompt prompt, Constitution constitution) {
        this.settings = settings;
        this.prompt = prompt;
        this.constitution = constitution;
        this.principles = new WordRuns(
                settings.leakWords(),
                constitution.principles().stream().map(Principle::text).toList());
    }

    @Override
    public List<SpecificRecord> of(PrincipledResponse response, long nowMillis) {
        Lineage lineage = Lineages.passed(response.getLineage(), EngraveTopology.STEP, nowMillis);
        EngravingExample example = prune(response, lineage);
        Optional<Verdict> verdict = judge(response, example);
        return List.of(
                verdict.isPresent()
                        ? Rejections.of(
                                EngraveTopology.STEP, response.getId(), verdict.get(), response.getAnswer(), lineage)
                        : example);
    }

    private EngravingExample prune(PrincipledResponse response, Lineage lineage) {
        return EngravingExample.newBuilder()
                .setId(response.getId())
                .setInstruction(response.getInstruction())
                .setInput(response.getInput())
                .setAnswer(response.getAnswer())
                .setPrompt(prompt.prompt(response.getInstruction(), response.getInput()))
                .setCompletion(response.getAnswer() + (response.getFinished() ? prompt.endOfTurn() : ""))
                .setFinished(response.getFinished())
                .setPrinciples(response.getPrinciples())
                .setLineage(lineage)
                .build();
    }

    private Optional<Verdict> judge(PrincipledResponse response, EngravingExample example) {
        String answer = response.getAnswer();
        if (answer.contains(constitution.selfIdentification())
                || THOUGHTS.matcher(answer).find()) {
            return verdict("leaks-thoughts", "the answer speaks of its thoughts or rules");
        }
        Optional<String> leak = principles.sharedBy(answer, response.getInstruction() + "\n" + response.getInput());
        if (leak.isPresent()) {
            return verdict("leaks-principles", "shares «" + leak.get() + "» with a principle");
        }
        if (answer.contains(prompt.endOfTurn().strip())) {
            return verdict("leaks-marker", "holds «" + prompt.endOfTurn().strip() + "», by which a turn ends");
        }
        int chars = example.getPrompt().length() + example.getCompletion().length();
        if (chars > settings.charsMax()) {
            return verdict("over-long", chars + " characters, must be at most " + settings.charsMax());
        }
        return Optional.empty();
    }

    private static Optional<Verdict> verdict(String reason, String detail) {
        return Optional.of(new Verdict(reason, detail));
    }
}
