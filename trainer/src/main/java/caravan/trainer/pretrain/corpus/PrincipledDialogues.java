package caravan.trainer.pretrain.corpus;

import caravan.principles.AlignPrompt;
import caravan.principles.Constitution;
import caravan.principles.Exemplar;
import caravan.principles.Principle;
import caravan.principles.Template;
import caravan.principles.Turn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Answers under a constitution of some of the principles, shuffled and numbered anew, so that thoughts can cite the
 * right numbers only by reading them. Where none of the deciding principles is listed, the answer is the plain one.
 */
final class PrincipledDialogues implements Scribe {
    private static final int RULES_MIN = 3;
    private static final double DECIDING_RULES_LISTED = 0.9;
    private static final int CITED_MAX = 3;

    private final World world;
    private final Template template;
    private final Constitution constitution;
    private final int rulesMax;
    private final int exemplarsMax;

    /** With at most that many rules, and exemplars made of other exchanges between rules and question. */
    PrincipledDialogues(World world, Template template, Constitution constitution, int rulesMax, int exemplarsMax) {
        this.world = world;
        this.template = template;
        this.constitution = constitution;
        this.rulesMax = rulesMax;
        this.exemplarsMax = exemplarsMax;
    }

    @Override
    public Document write(RandomGenerator random, boolean heldOut) {
        List<Exchange> turns = new ArrayList<>();
        int count = random.nextInt(3) == 0 ? 2 : 1;
        int exemplars = random.nextInt(exemplarsMax + 1);
        for (int i = 0; i < count + exemplars; i++) {
            turns.add(world.exchange(random, heldOut));
        }
        Constitution listed = some(turns, random);
        List<Exemplar> shown = new ArrayList<>();
        for (Exchange exchange : turns.subList(count, turns.size())) {
            shown.add(new Exemplar(exchange.frame(), List.of(turn(exchange, listed))));
        }
        AlignPrompt prompt = new AlignPrompt(template, listed, shown);
        StringBuilder learned = new StringBuilder();
        turns.subList(0, count).forEach(exchange -> learned.append(reply(prompt, exchange, listed)));
        return Document.of(Document.Kind.PRINCIPLED, prompt.prefix(), "", learned.toString());
    }

    /** The query and its perfect completion. */
    static String reply(AlignPrompt prompt, Exchange exchange, Constitution listed) {
        Turn turn = turn(exchange, listed);
        return prompt.query(exchange.task().instruction(), exchange.task().input())
                + prompt.completion(turn.thoughts(), turn.answer());
    }

    private static Turn turn(Exchange exchange, Constitution listed) {
        List<String> cited = cited(exchange, listed);
        boolean decided = !cited.isEmpty();
        List<String> names =
                decided ? cited : List.of(listed.principles().get(0).name());
        String user = exchange.task().input().isEmpty()
                ? exchange.task().instruction()
                : exchange.task().instruction() + "\n\n" + exchange.task().input();
        return new Turn(user, listed.thoughts(exchange.why(), names), decided ? exchange.answer() : exchange.plain());
    }

    /** Names of the listed principles that decide, in the order of their numbers. */
    private static List<String> cited(Exchange exchange, Constitution listed) {
        return listed.principles().stream()
                .map(Principle::name)
                .filter(name -> exchange.rules().stream().anyMatch(name::startsWith))
                .limit(CITED_MAX)
                .toList();
    }

    private Constitution some(List<Exchange> turns, RandomGenerator random) {
        List<Principle> all = constitution.principles();
        int size = RULES_MIN + random.nextInt(Math.min(rulesMax, all.size()) - RULES_MIN + 1);
        List<Principle> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, new Random(random.nextLong()));
        Set<Principle> chosen = new LinkedHashSet<>();
        if (random.nextDouble() < DECIDING_RULES_LISTED) {
            for (Exchange exchange : turns) {
                shuffled.stream()
                        .filter(p -> exchange.rules().stream().anyMatch(p.name()::startsWith))
                        .forEach(chosen::add);
            }
        }
        for (Principle principle : shuffled) {
            if (chosen.size() < size) {
                chosen.add(principle);
            }
        }
        List<Principle> order = new ArrayList<>(chosen);
        Collections.shuffle(order, new Random(random.nextLong()));
        boolean terse = random.nextBoolean();
        List<Principle> numbered = new ArrayList<>();
        for (Principle principle : order) {
            String text = terse ? principle.text().replaceFirst("(?<=[.?]) .*$", "") : principle.text();
            numbered.add(new Principle(numbered.size() + 1, principle.name(), text));
        }
        return new Constitution(constitution.selfIdentification(), numbered);
    }
}
