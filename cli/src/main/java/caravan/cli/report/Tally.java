package caravan.cli.report;

import caravan.principles.Constitution;
import caravan.principles.Principle;
import caravan.schemas.Instruction;
import caravan.schemas.PrincipledResponse;
import caravan.schemas.Way;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/** Counts what the topics hold beyond their sums. Records may come in any order. Not thread-safe. */
final class Tally {
    private final PartsOfSpeech speech = new PartsOfSpeech();
    private final Map<String, Way> wayById = new HashMap<>();
    private final Set<String> answered = new HashSet<>();
    private final Map<String, Integer> answersByPrinciple = new HashMap<>();
    private final SortedMap<String, SortedMap<String, Integer>> nounsByVerb = new TreeMap<>();

    /** A principle and how many kept answers name it. */
    record Use(int number, String name, int answers) {}

    /** How many instructions of a way there are, and how many have a kept answer. */
    record Kept(String way, int instructions, int answers) {}

    void enter(SpecificRecord record) {
        if (record instanceof Instruction instruction
                && wayById.put(instruction.getId(), instruction.getWay()) == null) {
            speech.in(instruction.getInstruction())
                    .ifPresent(found -> nounsByVerb
                            .computeIfAbsent(found.verb(), verb -> new TreeMap<>())
                            .merge(found.noun(), 1, Integer::sum));
        } else if (record instanceof PrincipledResponse response && answered.add(response.getInstructionId())) {
            response.getPrincipleNames().forEach(name -> answersByPrinciple.merge(name, 1, Integer::sum));
        }
    }

    /** Every principle of the constitution, those that no answer names too. */
    List<Use> uses(Constitution constitution) {
        return constitution.principles().stream().map(this::use).toList();
    }

    List<Kept> keptByWay() {
        Map<Way, int[]> counts = new EnumMap<>(Way.class);
        wayById.forEach((id, way) -> {
            int[] count = counts.computeIfAbsent(way, unknown -> new int[2]);
            count[0]++;
            count[1] += answered.contains(id) ? 1 : 0;
        });
        return counts.entrySet().stream()
                .map(count -> new Kept(count.getKey().name(), count.getValue()[0], count.getValue()[1]))
                .toList();
    }

    /** By verb, how often each noun follows it. */
    SortedMap<String, SortedMap<String, Integer>> nounsByVerb() {
        return nounsByVerb;
    }

    int instructions() {
        return wayById.size();
    }

    private Use use(Principle principle) {
        return new Use(principle.number(), principle.name(), answersByPrinciple.getOrDefault(principle.name(), 0));
    }
}
