package caravan.trainer.pretrain.corpus;

import caravan.principles.Markers;
import caravan.principles.SeedTask;
import caravan.principles.Task;
import caravan.principles.VanillaPrompt;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Numbered tasks as {@link VanillaPrompt} asks for them. The shown tasks are seeds or tasks of the world; only the
 * later ones are learned, so that seeds are not learned by heart.
 */
final class TaskLists implements Scribe {
    private static final int LIST_LENGTH = 20;
    private static final int SHOWN_MAX = 5;
    private static final int SHORT_LIST_MIN = 4;

    private final World world;
    private final VanillaPrompt prompt;
    private final List<SeedTask> seeds;
    private final boolean whole;

    /**
     * Writes lists under the prompt's own header.
     *
     * @param whole whether lists have their full length; else some items and no header
     */
    TaskLists(World world, VanillaPrompt prompt, List<SeedTask> seeds, boolean whole) {
        this.world = world;
        this.prompt = prompt;
        this.seeds = seeds;
        this.whole = whole;
    }

    @Override
    public Document write(RandomGenerator random, boolean heldOut) {
        int shown = whole ? SHOWN_MAX : 1 + random.nextInt(2);
        int length = whole ? LIST_LENGTH : SHORT_LIST_MIN + random.nextInt(5);
        List<Task> examples = new ArrayList<>();
        for (int i = 0; i < shown; i++) {
            examples.add(
                    random.nextBoolean() && !seeds.isEmpty()
                            ? World.pick(seeds, random).task()
                            : world.exchange(random, heldOut).task());
        }
        StringBuilder learned = new StringBuilder();
        for (int number = shown + 1; number <= length; number++) {
            String block =
                    "\n" + prompt.block(number, world.exchange(random, heldOut).task());
            String opening = "\n" + Markers.TASK_RULE + "\n" + prompt.opening(number - 1);
            learned.append(learned.isEmpty() ? block.substring(opening.length()) : block);
        }
        if (length == LIST_LENGTH) {
            learned.append("\n" + Markers.TASK_RULE + "\n").append(prompt.opening(LIST_LENGTH));
        }
        return Document.of(
                Document.Kind.TASKS, whole ? prompt.prefix() : "", prompt.text(examples), learned.toString());
    }
}
