package caravan.cli.host;

import caravan.principles.Principles;
import caravan.principles.RedTeamType;
import caravan.principles.SeedTask;
import caravan.schemas.ContentHash;
import caravan.schemas.Lineage;
import caravan.schemas.Prompt;
import caravan.schemas.PromptKind;
import caravan.schemas.Run;
import caravan.schemas.Timing;
import java.util.ArrayList;
import java.util.List;

/** The prompts by which every run begins: the seed tasks and the red-team subjects that people wrote. */
final class SeedPrompts {
    private static final String SOURCE = "seeds";

    private SeedPrompts() {}

    /** Those of a run, always the same for the same run and principles. */
    static List<Prompt> of(Principles principles, Run run, long now) {
        Lineage lineage = Lineage.newBuilder()
                .setRun(run.getId())
                .setSource(SOURCE)
                .setRound(run.getRound())
                .setPrinciples(principles.version())
                .setParents(List.of())
                .setTimings(List.of(new Timing("produce", now, now)))
                .build();
        List<Prompt> prompts = new ArrayList<>();
        for (SeedTask task : principles.seedTasks()) {
            prompts.add(Prompt.newBuilder()
                    .setId(ContentHash.of(SOURCE, run.getId(), prompts.size(), task.instruction(), task.input()))
                    .setKind(PromptKind.SEED)
                    .setInstruction(task.instruction())
                    .setInput(task.input())
                    .setLineage(lineage)
                    .build());
        }
        for (RedTeamType type : principles.redTeamTypes()) {
            prompts.add(Prompt.newBuilder()
                    .setId(ContentHash.of(SOURCE, run.getId(), prompts.size(), type.id(), type.subject()))
                    .setKind(PromptKind.RED_TEAM_SUBJECT)
                    .setInstruction(type.question())
                    .setRedTeamType(type.id())
                    .setRedTeamTopic(type.subject())
                    .setLineage(lineage)
                    .build());
        }
        return prompts;
    }
}
