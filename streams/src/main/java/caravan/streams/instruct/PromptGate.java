package caravan.streams.instruct;

import caravan.schemas.Candidate;
import caravan.schemas.ContentHash;
import caravan.schemas.Lineage;
import caravan.schemas.Prompt;
import caravan.schemas.Way;
import caravan.streams.flow.Lineages;
import caravan.streams.flow.Rejections;
import caravan.streams.flow.Verb;
import caravan.streams.flow.Verdict;
import caravan.streams.flow.Whitespace;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * Lets prompts onto the path as candidates. What people wrote is only asked to be there and to be of a sane length: the
 * filters for generated text do not apply to it.
 */
final class PromptGate implements Verb<Prompt> {
    private static final String STEP = InstructTopology.STEP;

    private final InstructSettings settings;

    PromptGate(InstructSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<SpecificRecord> of(Prompt prompt, long nowMillis) {
        Lineage lineage = Lineages.childOf(prompt.getId(), prompt.getLineage(), STEP, nowMillis);
        Optional<Verdict> verdict = judge(prompt);
        if (verdict.isPresent()) {
            return List.of(Rejections.of(STEP, prompt.getId(), verdict.get(), prompt.getInstruction(), lineage));
        }
        return List.of(Candidate.newBuilder()
                .setId(ContentHash.of(
                        "candidate", lineage.getRun(), prompt.getId(), prompt.getInstruction(), prompt.getInput()))
                .setWay(way(prompt))
                .setInstruction(Whitespace.strip(prompt.getInstruction()))
                .setInput(Whitespace.strip(prompt.getInput()))
                .setRedTeamType(prompt.getRedTeamType().orElse(null))
                .setRedTeamTopic(prompt.getRedTeamTopic().orElse(null))
                .setLineage(lineage)
                .build());
    }

    private Optional<Verdict> judge(Prompt prompt) {
        boolean aboutSubject = way(prompt) == Way.SUBJECT;
        String essence = aboutSubject ? prompt.getRedTeamTopic().orElse("") : prompt.getInstruction();
        if (Whitespace.strip(essence).isEmpty()) {
            return Optional.of(
                    new Verdict("empty", aboutSubject ? "no subject" : "no instruction beside the white space"));
        }
        int chars = prompt.getInstruction().length() + prompt.getInput().length();
        if (chars > settings.promptCharsMax()) {
            return Optional.of(
                    new Verdict("too-long", chars + " characters, must be at most " + settings.promptCharsMax()));
        }
        return Optional.empty();
    }

    private static Way way(Prompt prompt) {
        return switch (prompt.getKind()) {
            case SEED -> Way.SEED;
            case RED_TEAM_SUBJECT -> Way.SUBJECT;
            case USER -> Way.USER;
        };
    }
}
