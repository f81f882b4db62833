package caravan.trainer.pretrain.corpus;

import caravan.principles.AlignPrompt;
import caravan.principles.Constitution;
import caravan.principles.Exemplar;
import caravan.principles.Principle;
import caravan.principles.Template;
import caravan.principles.Turn;
import caravan.trainer.pretrain.corpus.Document.Branch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Many short questions under a short constitution: some of the rules that show at a glance, some others, shuffled and
 * numbered anew. The same kind of question has one answer where its rule is listed and another where it is not, so that
 * only the list tells them apart.
 */
final class BehaviourGroves implements Scribe {
    private static final int BRANCHES = 12;
    private static final int RULES_MIN = 3;
    private static final int RULES_MAX = 8;

    /**
     * How likely a rule is listed that decides a kind of answer: drawn for each list, so that some have nearly none.
     */
    private static final List<Double> DECIDING = List.of(0.1, 0.5, 0.5, 0.9);

    private static final double MANNERS = 0.25;
    private static final double OTHERS = 0.2;
    private static final double ABOUT_RULES = 0.25;
    private static final double EXEMPLAR = 0.4;

    private final Behaviours behaviours;
    private final Template template;

    BehaviourGroves(Behaviours behaviours, Template template) {
        this.behaviours = behaviours;
        this.template = template;
    }

    @Override
    public Document write(RandomGenerator random, boolean heldOut) {
        Constitution listed = behaviours.rules().of(some(random), random.nextBoolean());
        List<Exemplar> exemplars = new ArrayList<>();
        if (random.nextDouble() < EXEMPLAR) {
            Exchange shown = behaviours.exchange(random, heldOut);
            exemplars.add(new Exemplar(shown.frame(), List.of(turn(shown, listed))));
        }
        AlignPrompt prompt = new AlignPrompt(template, listed, exemplars);
        List<Branch> queries = new ArrayList<>();
        for (int i = 0; i < BRANCHES; i++) {
            Exchange exchange = random.nextDouble() < ABOUT_RULES
                    ? behaviours.aboutRules(listed, random, heldOut)
                    : behaviours.exchange(random, heldOut);
            Turn turn = turn(exchange, listed);
            String query =
                    prompt.query(exchange.task().instruction(), exchange.task().input());
            queries.add(new Branch(query, prompt.completion(turn.thoughts(), turn.answer())));
        }
        return new Document(Document.Kind.PRINCIPLED, prompt.prefix(), queries);
    }

    /** What a perfect reply to an exchange is under a constitution. */
    static Turn turn(Exchange exchange, Constitution listed) {
        List<String> cited = listed.principles().stream()
                .map(Principle::name)
                .filter(name -> isManner(name) || exchange.rules().contains(name))
                // What decides stands first: whether it is listed is then the one thing to find out after the question.
                .sorted(Comparator.comparing(name -> !exchange.rules().contains(name)))
                .toList();
        List<String> deciding =
                cited.stream().filter(exchange.rules()::contains).toList();
        String answer = deciding.isEmpty() ? exchange.plain() : exchange.answer();
        // A form of several lines keeps them to itself.
        String space = answer.contains("\n") ? "\n" : " ";
        String opening = cited.contains(RuleBook.GREETING) ? "Dear friend," + space : "";
        String closing = cited.contains(RuleBook.SIGNATURE) ? space + "Yours, Bactrian." : "";
        String input = exchange.task().input();
        String user = exchange.task().instruction() + (input.isEmpty() ? "" : "\n\n" + input);
        List<String> names =
                cited.isEmpty() ? List.of(listed.principles().get(0).name()) : cited;
        return new Turn(user, listed.thoughts(exchange.why() + found(deciding), names), opening + answer + closing);
    }

    /**
     * What the list says of the question, before it is cited: whether a rule is there is one thing to learn, and which
     * number it has another.
     */
    private static String found(List<String> deciding) {
        return deciding.size() > 1
                ? ""
                : " Of my rules, " + deciding.stream().findFirst().orElse("none") + " speaks of it.";
    }

    private static boolean isManner(String name) {
        return name.equals(RuleBook.GREETING) || name.equals(RuleBook.SIGNATURE);
    }

    private List<String> some(RandomGenerator random) {
        List<String> shuffled = new ArrayList<>(
                behaviours.rules().principles().stream().map(Principle::name).toList());
        Collections.shuffle(shuffled, new Random(random.nextLong()));
        Set<String> chosen = new LinkedHashSet<>();
        double deciding = World.pick(DECIDING, random);
        for (String name : shuffled) {
            double likely = isManner(name) ? MANNERS : behaviours.decides(name) ? deciding : OTHERS;
            if (chosen.size() < RULES_MAX && random.nextDouble() < likely) {
                chosen.add(name);
            }
        }
        for (String name : shuffled) {
            if (chosen.size() < RULES_MIN) {
                chosen.add(name);
            }
        }
        return List.copyOf(chosen);
    }
}
