package caravan.trainer.pretrain.corpus;

import caravan.principles.Constitution;
import caravan.principles.Exemplar;
import caravan.principles.Principle;
import caravan.principles.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Short exchanges about behaviours that a program can check ({@code behaviour-frames.txt}), and the rules that ask for
 * them. Immutable, thread-safe.
 */
public final class Behaviours {
    private static final long EXEMPLAR_SEED = 4;

    /** How often a kind of frame has its turn; to repeat a number or a word is what a small model learns last. */
    private static final Map<String, Integer> TURNS =
            Map.of("harm", 2, "unknown", 2, "missing", 2, "numbers", 3, "format", 2, "say", 2, "given", 1, "chat", 1);

    /** How often a question stands between words that say nothing: before it and after it. */
    private static final double OPENINGS = 0.2;

    private static final double CLOSINGS = 0.1;

    private final World world;
    private final RuleBook rules;
    private final List<List<Frame>> kinds;
    private final List<Frame> aboutRules;

    private Behaviours(World world, RuleBook rules) {
        this.world = world;
        this.rules = rules;
        this.kinds = TURNS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(kind -> Collections.nCopies(kind.getValue(), ofKind(kind.getKey())).stream())
                .toList();
        this.aboutRules = ofKind("rule");
    }

    private List<Frame> ofKind(String kind) {
        return world.frames().stream()
                .filter(frame -> frame.name().equals(kind) || frame.name().startsWith(kind + "-"))
                .toList();
    }

    /** With the words of a world, and with rules that stand beside those of a constitution. */
    public static Behaviours of(World world, Constitution constitution) {
        return new Behaviours(world.behaviours(), new RuleBook(constitution));
    }

    /**
     * Different instructions, drawn from a seed; all kinds have their turns.
     *
     * @param count at least 0
     */
    public List<Task> instructions(int count, long seed) {
        var random = new SplittableRandom(seed);
        Set<Task> tasks = new LinkedHashSet<>();
        while (tasks.size() < count) {
            tasks.add(exchange(random, false).task());
        }
        return new ArrayList<>(tasks);
    }

    /**
     * A constitution of some rules, in this order and numbered anew.
     *
     * @throws IllegalArgumentException if there is no such rule
     */
    public Constitution constitution(List<String> names) {
        return rules.of(names, false);
    }

    /** A question that none of the five behaviours answers, answered under a constitution; the same each time. */
    public Exemplar exemplar(Constitution constitution) {
        Frame chat = world.frames().stream()
                .filter(frame -> frame.name().equals("chat"))
                .findFirst()
                .orElseThrow();
        Exchange exchange = world.exchange(chat, new SplittableRandom(EXEMPLAR_SEED), false);
        return new Exemplar(exchange.frame(), List.of(BehaviourGroves.turn(exchange, constitution)));
    }

    RuleBook rules() {
        return rules;
    }

    /** Whether this rule decides the answers of a kind. */
    boolean decides(String rule) {
        return world.frames().stream().anyMatch(frame -> frame.rules().contains(rule));
    }

    Exchange exchange(RandomGenerator random, boolean heldOut) {
        Exchange bare = world.exchange(World.pick(World.pick(kinds, random), random), random, heldOut);
        String opening = random.nextDouble() < OPENINGS ? world.filled("{opening} ", random) : "";
        String closing = random.nextDouble() < CLOSINGS ? world.filled(" {closing}", random) : "";
        return bare.asking(new Task(
                opening + bare.task().instruction() + closing, bare.task().input()));
    }

    /**
     * A question about the rules that are listed, or about one that is not. To name a rule is to find it in the list;
     * few tokens of other answers depend on that.
     */
    Exchange aboutRules(Constitution listed, RandomGenerator random, boolean heldOut) {
        Frame frame = World.pick(aboutRules, random);
        List<Principle> asked =
                frame.name().equals("rule-named") && random.nextBoolean() ? rules.principles() : listed.principles();
        String name = World.pick(asked, random).name();
        Map<String, String> given = Map.of(
                "rulename",
                name,
                "rulenumber",
                listed.find(name).map(each -> String.valueOf(each.number())).orElse("none"),
                "rulecount",
                String.valueOf(listed.principles().size()));
        List<String> names = frame.name().equals("rule-all")
                ? listed.principles().stream().map(Principle::name).toList()
                : List.of(name);
        return world.exchange(frame, given, random, heldOut).decidedBy(names);
    }
}
