package caravan.trainer.pretrain.corpus;

import caravan.trainer.pretrain.corpus.WordNet.Entry;
import java.util.random.RandomGenerator;

/** Some words of WordNet with their meanings and uses. */
final class Glosses implements Scribe {
    private static final int WORDS_MIN = 3;

    private final World world;

    Glosses(World world) {
        this.world = world;
    }

    @Override
    public Document write(RandomGenerator random, boolean heldOut) {
        StringBuilder text = new StringBuilder();
        int words = WORDS_MIN + random.nextInt(WORDS_MIN);
        for (int i = 0; i < words; i++) {
            Entry entry = World.pick(world.entries(), random);
            text.append(i == 0 ? "" : "\n")
                    .append(entry.lemma())
                    .append(": ")
                    .append(entry.gloss())
                    .append('.');
            if (!entry.example().isEmpty()) {
                text.append(" \"").append(entry.example()).append('"');
            }
        }
        return Document.of(Document.Kind.GLOSSES, "", "", text.append('\n').toString());
    }
}
