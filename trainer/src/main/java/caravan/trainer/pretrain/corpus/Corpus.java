package caravan.trainer.pretrain.corpus;

import caravan.principles.Principles;
import caravan.principles.TemplateKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * An endless text, drawn from a seed. The same seed and principles give the same documents; a document's draw does not
 * depend on those before it, so a corpus can be entered at any place. Thread-safe.
 */
public final class Corpus {
    private static final int GROVE_BRANCHES = 18;

    private final long seed;
    private final boolean heldOut;
    private final Map<Size, List<Share>> shares = new EnumMap<>(Size.class);

    private Corpus(World world, Principles principles, long seed, boolean heldOut) {
        this.seed = seed;
        this.heldOut = heldOut;
        var template = principles.template(TemplateKind.ALIGN);
        var constitution = principles.constitution();
        var plain = new PlainDialogues(world, principles.engraving());
        var subjects = new SubjectLists(world, principles.subjects(), principles.redTeamTypes());
        var questions = new TopicQuestions(world, principles.topicGuided(), principles.redTeamTypes());
        var seeds = principles.seedTasks();
        shares.put(
                Size.SHORT,
                List.of(
                        new Share(34, new PrincipledDialogues(world, template, constitution, 4, 0)),
                        new Share(20, plain),
                        new Share(20, new TaskLists(world, principles.vanilla(), seeds, false)),
                        new Share(8, subjects),
                        new Share(4, new Glosses(world))));
        shares.put(
                Size.MEDIUM,
                List.of(
                        new Share(20, new PrincipledDialogues(world, template, constitution, 16, 2)),
                        new Share(32, new TaskLists(world, principles.vanilla(), seeds, true)),
                        new Share(24, questions),
                        new Share(8, plain),
                        new Share(6, subjects)));
        shares.put(
                Size.LONG,
                List.of(new Share(1, new ConstitutionGroves(world, principles.align(), constitution, GROVE_BRANCHES))));
        var behaviours = Behaviours.of(world, constitution);
        shares.put(Size.RULES, List.of(new Share(1, new BehaviourGroves(behaviours, template))));
        shares.put(Size.BARE, List.of(new Share(1, new BareGroves(behaviours, principles.engraving()))));
    }

    /** What training reads. */
    public static Corpus training(World world, Principles principles, long seed) {
        return new Corpus(world, principles, seed, false);
    }

    /** The same kinds of text about words that training never uses. */
    public static Corpus heldOut(World world, Principles principles, long seed) {
        return new Corpus(world, principles, seed, true);
    }

    /** The document at a place of the text of this size. */
    public Document document(Size size, long place) {
        RandomGenerator random = new SplittableRandom(mix(seed, size.name().hashCode(), place));
        List<Share> of = shares.getOrDefault(size, List.of());
        int drawn = random.nextInt(of.stream().mapToInt(Share::weight).sum());
        for (Share share : of) {
            drawn -= share.weight();
            if (drawn < 0) {
                return share.scribe().write(random, heldOut);
            }
        }
        throw new IllegalStateException("weights do not add up for " + size);
    }

    /** The first documents of all sizes, as texts for a tokenizer to learn from. */
    public List<String> sample(int documents) {
        List<String> texts = new ArrayList<>();
        for (int place = 0; place < documents; place++) {
            texts.add(document(Size.SHORT, place).text());
            texts.add(document(Size.MEDIUM, place).text());
        }
        return texts;
    }

    private static long mix(long seed, long size, long place) {
        return (seed * 0x9E3779B97F4A7C15L + size) * 0xBF58476D1CE4E5B9L + place * 0x94D049BB133111EBL;
    }

    /** How long documents are. */
    public enum Size {
        /** Up to some 400 tokens, most of them packed into a row with others. */
        SHORT,
        /** Up to some 1,000 tokens: the real headers with a whole list, rules with exemplars. */
        MEDIUM,
        /** Many queries under the full constitution. */
        LONG,
        /** Many short queries under a short constitution. */
        RULES,
        /** The same under the engraving prompt. */
        BARE
    }

    private record Share(int weight, Scribe scribe) {}
}
