package caravan.streams.novelty;

import caravan.schemas.ContentHash;
import caravan.schemas.Exemplar;
import caravan.schemas.Way;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Chooses what a draw shows. The choice depends on the draw's number and on the pool, not on the run's name, so that a
 * second run over the same pool draws the same.
 */
final class DrawPlanner {
    /** Tasks that a vanilla draw shows. */
    static final int EXEMPLARS = 5;
    /** Hints of a topic-guided draw with their questions, and as many open ones. */
    static final int HINTS = 5;
    /** Known subjects that a subject draw shows, at most. */
    static final int KNOWN_SUBJECTS = 5;

    private final NoveltySettings settings;

    DrawPlanner(NoveltySettings settings) {
        this.settings = settings;
    }

    /**
     * A choice: a way, and what is shown.
     *
     * @param exemplars in the order shown
     */
    record Choice(Way way, List<Exemplar> exemplars) {}

    /**
     * The choice of the draw with this number. A way for which the pool lacks material falls back: topic-guided draws
     * to subjects, and either to the other kind. Empty while the pool has nothing to show.
     *
     * @param usedSubjects by type, how many of its subjects earlier draws have used as open hints, in pool order
     * @param exhausted ways that are not to be chosen any more
     */
    Optional<Choice> choose(long number, Pool pool, ToLongFunction<String> usedSubjects, Set<Way> exhausted) {
        Random random = new Random(ContentHash.seed("draw", number));
        int vanilla = exhausted.contains(Way.VANILLA) ? 0 : settings.vanillaWeight();
        int topicGuided = exhausted.contains(Way.TOPIC_GUIDED) ? 0 : settings.topicGuidedWeight();
        // Subjects serve topic-guided draws alone.
        boolean wantsSubjects = !exhausted.contains(Way.SUBJECT) && !exhausted.contains(Way.TOPIC_GUIDED);
        int subject = wantsSubjects ? settings.subjectWeight() : 0;
        if (vanilla + topicGuided + subject == 0) {
            return Optional.empty();
        }
        int roll = random.nextInt(vanilla + topicGuided + subject);
        if (roll < vanilla) {
            return vanilla(pool, random);
        }
        boolean isTopicGuided = roll < vanilla + topicGuided;
        Optional<Choice> hinted = isTopicGuided ? topicGuided(pool, random, usedSubjects) : Optional.empty();
        return hinted.or(() -> subject > 0 ? subjects(pool, random) : Optional.empty())
                .or(() -> vanilla > 0 ? vanilla(pool, random) : Optional.empty());
    }

    private Optional<Choice> vanilla(Pool pool, Random random) {
        int machine = Math.min(settings.machineExemplars(), pool.generated().size());
        int human = EXEMPLARS - machine;
        if (pool.seeds().size() < human) {
            return Optional.empty();
        }
        List<Exemplar> shown = new ArrayList<>(sample(pool.seeds(), human, random));
        shown.addAll(sample(pool.generated(), machine, random));
        Collections.shuffle(shown, random);
        return Optional.of(new Choice(Way.VANILLA, shown));
    }

    private static Optional<Choice> subjects(Pool pool, Random random) {
        List<Map.Entry<String, List<Exemplar>>> types =
                new ArrayList<>(pool.subjectsByType().entrySet());
        Collections.shuffle(types, random);
        return types.stream()
                .min(Comparator.comparingInt(type -> type.getValue().size()))
                .map(type -> new Choice(
                        Way.SUBJECT,
                        sample(
                                        type.getValue(),
                                        Math.min(KNOWN_SUBJECTS, type.getValue().size()),
                                        random)
                                .stream()
                                .map(subject -> Exemplar.newBuilder(subject)
                                        .setInstruction("")
                                        .build())
                                .toList()));
    }

    /**
     * Five seeds with their questions, then new subjects: each of the type least used so far that has an unused one.
     */
    private static Optional<Choice> topicGuided(Pool pool, Random random, ToLongFunction<String> usedSubjects) {
        if (pool.seedSubjects().size() < HINTS) {
            return Optional.empty();
        }
        List<Fresh> types = new ArrayList<>();
        pool.subjectsByType().forEach((type, subjects) -> {
            List<Exemplar> fresh = subjects.stream()
                    .filter(subject -> subject.getInstruction().isEmpty())
                    .skip(usedSubjects.applyAsLong(type))
                    .toList();
            types.add(new Fresh(usedSubjects.applyAsLong(type), fresh));
        });
        Collections.shuffle(types, random);
        List<Exemplar> shown = new ArrayList<>(sample(pool.seedSubjects(), HINTS, random));
        for (int i = 0; i < HINTS; i++) {
            Optional<Fresh> least = types.stream()
                    .filter(type -> !type.subjects().isEmpty())
                    .min(Comparator.comparingLong(Fresh::used));
            if (least.isEmpty()) {
                return Optional.empty();
            }
            shown.add(least.get().subjects().get(0));
            types.set(types.indexOf(least.get()), least.get().withoutFirst());
        }
        return Optional.of(new Choice(Way.TOPIC_GUIDED, shown));
    }

    /** A type's unused subjects. */
    private record Fresh(long used, List<Exemplar> subjects) {
        Fresh withoutFirst() {
            return new Fresh(used + 1, subjects.subList(1, subjects.size()));
        }
    }

    /** So many, without replacement. */
    private static List<Exemplar> sample(List<Exemplar> from, int count, Random random) {
        List<Integer> places = new ArrayList<>();
        while (places.size() < count) {
            int place = random.nextInt(from.size());
            if (!places.contains(place)) {
                places.add(place);
            }
        }
        return places.stream().map(from::get).toList();
    }
}
