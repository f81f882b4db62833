package caravan.bench.soundness;

import caravan.bench.engine.Tokens;
import caravan.bench.model.ModelShape;
import caravan.bench.model.Precision;
import caravan.bench.model.RandomModel;
import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/**
 * A model, and texts that suit it.
 *
 * @param name it is shown under
 * @param files where it lies
 * @param prefixes that its calls share
 * @param texts of calls, by a number
 * @param choices next tokens, of which the logits are compared
 */
record Subject(
        String name, ModelFiles files, List<SharedPrefix> prefixes, LongFunction<String> texts, List<String> choices) {
    private static final List<String> TOPICS =
            List.of("water", "a river", "bread", "the moon", "a camel", "rain", "salt", "a market", "the sea", "sand");

    /** The bundled model, asked in its own format. */
    static Subject pocket(Path folder) {
        return new Subject(
                "pocket",
                new ModelFiles("model", folder, Optional.empty()),
                List.of(
                        new SharedPrefix("rules", "A principle is a rule that an answer keeps.\n".repeat(40)),
                        new SharedPrefix("tale", "Once a camel went to the market with salt.\n".repeat(25))),
                Subject::question,
                IntStream.rangeClosed('A', 'Z').mapToObj(Character::toString).toList());
    }

    private static String question(long number) {
        SplittableRandom random = new SplittableRandom(number);
        StringBuilder text = new StringBuilder("### User\n");
        for (int i = 0; i <= random.nextInt(4); i++) {
            text.append("What is ")
                    .append(TOPICS.get(random.nextInt(TOPICS.size())))
                    .append("? ");
        }
        return text.append(number).append("\n\n### Bactrian\n").toString();
    }

    /** Random weights of SmolLM-135M's shape; the files are written where they are missing. */
    static Subject random(Path models) throws IOException {
        ModelShape shape = ModelShape.SMOL_135M;
        RandomModel model = new RandomModel(models, shape);
        if (!Files.isDirectory(model.huggingFace(Precision.F32))) {
            model.write();
        }
        LongFunction<String> text = number ->
                Tokens.text(Tokens.random(8 + new SplittableRandom(number).nextInt(40), shape.vocabulary(), number));
        return new Subject(
                "random-135M",
                new ModelFiles("model", model.huggingFace(Precision.F32), Optional.empty()),
                List.of(
                        new SharedPrefix("one", Tokens.text(Tokens.random(256, shape.vocabulary(), -1))),
                        new SharedPrefix("two", Tokens.text(Tokens.random(200, shape.vocabulary(), -2)))),
                text,
                IntStream.of(Tokens.random(26, shape.vocabulary(), -3))
                        .distinct()
                        .mapToObj(Integer::toString)
                        .toList());
    }

    /** Behind one of the prefixes, or behind none. */
    Optional<SharedPrefix> prefix(int number) {
        int which = number % (prefixes.size() + 1);
        return which == prefixes.size() ? Optional.empty() : Optional.of(prefixes.get(which));
    }
}
