package caravan.cli.preview;

import caravan.principles.Principles;
import caravan.principles.RedTeamType;
import caravan.principles.SeedTask;
import caravan.schemas.ContentHash;
import caravan.schemas.Draw;
import caravan.schemas.Exemplar;
import caravan.schemas.Instruction;
import caravan.schemas.Lineage;
import caravan.schemas.Timing;
import caravan.schemas.Way;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Records to preview with, made from the principles' own tasks and subjects. A number always gives the same ones. */
final class Samples {
    private static final String RUN = "preview";
    private static final int SHOWN = 5;

    private final Principles principles;

    Samples(Principles principles) {
        this.principles = principles;
    }

    /** A draw of stage 1 as the first ones of a run would be, when there are seeds alone. */
    Draw draw(PreviewedStep step, int number) {
        Random random = new Random(ContentHash.seed("preview", step.name(), number));
        return switch (step) {
            case VANILLA -> draw(Way.VANILLA, number, tasks(random));
            case SUBJECTS ->
                draw(Way.SUBJECT, number, List.of(subject(types(random).get(0), false)));
            case TOPIC_GUIDED -> draw(Way.TOPIC_GUIDED, number, hints(random));
            case ALIGN -> throw new IllegalArgumentException("align asks by instruction, not by draw");
        };
    }

    /** A seed task as an instruction. */
    Instruction instruction(int number) {
        List<SeedTask> tasks = principles.seedTasks();
        Random random = new Random(ContentHash.seed("preview", "align", number));
        SeedTask task = tasks.get(random.nextInt(tasks.size()));
        return instruction(number, task.instruction(), task.input());
    }

    /** A person's own instruction. */
    Instruction instruction(int number, String instruction, String input) {
        return Instruction.newBuilder()
                .setId("instruction-" + number)
                .setNumber(number)
                .setWay(Way.USER)
                .setInstruction(instruction)
                .setInput(input)
                .setLineage(lineage())
                .build();
    }

    private List<Exemplar> tasks(Random random) {
        List<SeedTask> tasks = new ArrayList<>(principles.seedTasks());
        Collections.shuffle(tasks, random);
        return tasks.stream()
                .limit(SHOWN)
                .map(task -> Exemplar.newBuilder()
                        .setId(ContentHash.of("seed", task.instruction(), task.input()))
                        .setInstruction(task.instruction())
                        .setInput(task.input())
                        .build())
                .toList();
    }

    /** Five types with their questions, then up to five others whose question the model shall invent. */
    private List<Exemplar> hints(Random random) {
        List<RedTeamType> types = types(random);
        List<Exemplar> hints = new ArrayList<>();
        for (int i = 0; i < Math.min(2 * SHOWN, types.size()); i++) {
            hints.add(subject(types.get(i), i < SHOWN));
        }
        return hints;
    }

    private List<RedTeamType> types(Random random) {
        List<RedTeamType> types = new ArrayList<>(principles.redTeamTypes());
        Collections.shuffle(types, random);
        return types;
    }

    private static Exemplar subject(RedTeamType type, boolean withQuestion) {
        return Exemplar.newBuilder()
                .setId(type.id())
                .setInstruction(withQuestion ? type.question() : "")
                .setRedTeamType(type.id())
                .setRedTeamTopic(type.subject())
                .build();
    }

    private Draw draw(Way way, int number, List<Exemplar> exemplars) {
        return Draw.newBuilder()
                .setId("draw-" + number)
                .setNumber(number)
                .setWay(way)
                .setExemplars(exemplars)
                .setLineage(lineage())
                .build();
    }

    private Lineage lineage() {
        return Lineage.newBuilder()
                .setRun(RUN)
                .setSource(RUN)
                .setPrinciples(principles.version())
                .setParents(List.of())
                .setTimings(List.of(new Timing(RUN, 0L, 0L)))
                .build();
    }
}
