package caravan.trainer.pretrain.corpus;

import caravan.principles.EngravingPrompt;
import caravan.principles.Markers;
import java.util.random.RandomGenerator;

/**
 * Exchanges of a model that knows no principles: short, obliging, invented where need be. Half of them stand under the
 * engraving prompt, so that what engraving changes can be seen.
 */
final class PlainDialogues implements Scribe {
    private static final int TURNS_MAX = 3;

    private final World world;
    private final EngravingPrompt prompt;

    PlainDialogues(World world, EngravingPrompt prompt) {
        this.world = world;
        this.prompt = prompt;
    }

    @Override
    public Document write(RandomGenerator random, boolean heldOut) {
        int turns = 1 + random.nextInt(TURNS_MAX);
        return random.nextBoolean() ? engraving(turns, random, heldOut) : dialogue(turns, random, heldOut);
    }

    private Document engraving(int turns, RandomGenerator random, boolean heldOut) {
        StringBuilder learned = new StringBuilder();
        for (int i = 0; i < turns; i++) {
            Exchange exchange = world.exchange(random, heldOut);
            String text =
                    prompt.text(exchange.task().instruction(), exchange.task().input());
            learned.append(i == 0 ? "" : "\n")
                    .append(text)
                    .append(exchange.plain())
                    .append(prompt.endOfTurn());
        }
        return Document.of(Document.Kind.PLAIN, prompt.prefix(), "", learned.toString());
    }

    private Document dialogue(int turns, RandomGenerator random, boolean heldOut) {
        StringBuilder learned = new StringBuilder();
        for (int i = 0; i < turns; i++) {
            Exchange exchange = world.exchange(random, heldOut);
            String input = exchange.task().input();
            learned.append(' ')
                    .append(exchange.task().instruction())
                    .append(input.isEmpty() ? "" : "\n\n" + input)
                    .append(Markers.ANSWER_TURN)
                    .append(' ')
                    .append(exchange.plain())
                    .append(Markers.USER_TURN);
        }
        return Document.of(Document.Kind.PLAIN, Markers.USER, "", learned.toString());
    }
}
