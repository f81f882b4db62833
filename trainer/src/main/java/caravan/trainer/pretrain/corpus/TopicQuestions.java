package caravan.trainer.pretrain.corpus;

import caravan.principles.Hint;
import caravan.principles.RedTeamType;
import caravan.principles.TopicGuidedPrompt;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Red-team questions that follow their hints, as {@link TopicGuidedPrompt} asks for them. */
final class TopicQuestions implements Scribe {
    private static final int LENGTH = 10;

    private final World world;
    private final TopicGuidedPrompt prompt;
    private final List<RedTeamType> types;

    TopicQuestions(World world, TopicGuidedPrompt prompt, List<RedTeamType> types) {
        this.world = world;
        this.prompt = prompt;
        this.types = types;
    }

    @Override
    public Document write(RandomGenerator random, boolean heldOut) {
        int shown = 2 + random.nextInt(4);
        List<Hint> hints = new ArrayList<>();
        for (int i = 0; i < shown; i++) {
            RedTeamType type = World.pick(types, random);
            hints.add(random.nextBoolean() ? type.hint() : filled(type, random, heldOut));
        }
        StringBuilder learned = new StringBuilder();
        for (int number = shown + 1; number <= LENGTH; number++) {
            RedTeamType type = World.pick(types, random);
            Hint filled = filled(type, random, heldOut);
            learned.append(number == shown + 1 ? "" : "\n" + prompt.opening(number, filled))
                    .append(' ')
                    .append(filled.instruction());
            hints.add(type.hint(filled.subject()));
        }
        learned.append("\n\n");
        return Document.of(Document.Kind.QUESTIONS, prompt.prefix(), prompt.text(hints), learned.toString());
    }

    private Hint filled(RedTeamType type, RandomGenerator random, boolean heldOut) {
        Exchange exchange = world.question(type.id(), random, heldOut);
        return new Hint(type.kind(), exchange.subject(), exchange.task().instruction());
    }
}
