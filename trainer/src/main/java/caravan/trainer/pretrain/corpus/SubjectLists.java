package caravan.trainer.pretrain.corpus;

import caravan.principles.RedTeamType;
import caravan.principles.SubjectPrompt;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Ten subjects of one kind of question, as {@link SubjectPrompt} asks for them. */
final class SubjectLists implements Scribe {
    private static final int LENGTH = 10;
    private static final int SHOWN_MAX = 5;
    private static final int TRIES = 60;

    private final World world;
    private final SubjectPrompt prompt;
    private final List<RedTeamType> types;

    SubjectLists(World world, SubjectPrompt prompt, List<RedTeamType> types) {
        this.world = world;
        this.prompt = prompt;
        this.types = types;
    }

    @Override
    public Document write(RandomGenerator random, boolean heldOut) {
        RedTeamType type = World.pick(types, random);
        Set<String> distinct = new LinkedHashSet<>();
        if (random.nextBoolean()) {
            distinct.add(type.subject());
        }
        for (int i = 0; i < TRIES && distinct.size() < LENGTH; i++) {
            distinct.add(world.subject(type.id(), random, heldOut));
        }
        List<String> subjects = new ArrayList<>(distinct);
        int shown = 1 + random.nextInt(Math.min(SHOWN_MAX, subjects.size() - 1));
        StringBuilder learned = new StringBuilder();
        for (int i = shown; i < subjects.size(); i++) {
            learned.append(i == shown ? "" : "\n" + prompt.opening(i))
                    .append(' ')
                    .append(subjects.get(i));
        }
        learned.append("\n" + prompt.opening(LENGTH));
        return Document.of(
                Document.Kind.SUBJECTS,
                prompt.prefix(),
                prompt.text(type.kind(), subjects.subList(0, shown)),
                learned.toString());
    }
}
