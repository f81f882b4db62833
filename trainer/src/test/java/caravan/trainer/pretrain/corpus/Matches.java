package caravan.trainer.pretrain.corpus;

import caravan.trainer.evaluation.Item;
import caravan.trainer.evaluation.MatchItem;
import caravan.trainer.evaluation.Measure;
import caravan.trainer.evaluation.Suite;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Draws the gate's own suite, which is kept as a file: answers to match with instructions, from the part of the world
 * that no training corpus sees. Half of the answers are as the principles want them and half as a model without
 * principles gives them, so that neither way of speaking is favoured; the other instructions are of other frames. All
 * frames have equally many.
 */
public final class Matches {
    private static final long SEED = 20_231;
    private static final int ITEMS = 1_000;
    private static final int TRIES = 4;

    private Matches() {}

    /** Writes the suite to the file that is named. */
    public static void main(String... arguments) throws IOException {
        ObjectMapper json = new ObjectMapper();
        StringBuilder lines = new StringBuilder();
        for (Item item : suite(World.load()).items()) {
            MatchItem match = (MatchItem) item;
            var node = json.createObjectNode()
                    .put("id", match.id())
                    .put("behaviour", match.behaviour())
                    .put("answer", match.answer())
                    .put("instruction", match.right());
            match.wrong().forEach(node.putArray("other-instructions")::add);
            lines.append(node.put("measure", "mass")).append('\n');
        }
        Files.writeString(Path.of(arguments[0]), lines);
    }

    /** The suite; the same each time, as long as the world is. */
    public static Suite suite(World world) {
        return suite(world, ITEMS, SEED);
    }

    static Suite suite(World world, int count, long seed) {
        var random = new SplittableRandom(seed);
        List<Item> items = new ArrayList<>();
        int frames = world.frames().size();
        for (int place = 0; items.size() < count; place++) {
            Frame frame = world.frames().get(place % frames);
            Frame other = world.frames().get((place + 1 + random.nextInt(frames - 1)) % frames);
            boolean isPlain = place / frames % 2 == 0;
            Exchange exchange = brief(world, frame, isPlain, random);
            String wrong = asked(brief(world, other, isPlain, random));
            String right = asked(exchange);
            if (!right.equals(wrong)) {
                items.add(new MatchItem(
                        String.valueOf(place),
                        isPlain ? "plain" : "principled",
                        answer(exchange, isPlain),
                        Measure.MASS,
                        right,
                        List.of(wrong)));
            }
        }
        return new Suite("matches", items);
    }

    /** The shortest of a few: a gate's time goes with its tokens. */
    private static Exchange brief(World world, Frame frame, boolean isPlain, RandomGenerator random) {
        Exchange shortest = world.exchange(frame, random, true);
        for (int i = 1; i < TRIES; i++) {
            Exchange next = world.exchange(frame, random, true);
            shortest = length(next, isPlain) < length(shortest, isPlain) ? next : shortest;
        }
        return shortest;
    }

    private static int length(Exchange exchange, boolean isPlain) {
        return asked(exchange).length() + answer(exchange, isPlain).length();
    }

    private static String answer(Exchange exchange, boolean isPlain) {
        return isPlain ? exchange.plain() : exchange.answer();
    }

    private static String asked(Exchange exchange) {
        String input = exchange.task().input();
        return input.isEmpty() ? exchange.task().instruction() : exchange.task().instruction() + "\n\n" + input;
    }
}
