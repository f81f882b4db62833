package caravan.cli.report;

import caravan.principles.Constitution;
import caravan.schemas.DrawYield;
import caravan.schemas.Instruction;
import caravan.schemas.PrincipledResponse;
import caravan.schemas.Way;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/** Counts what the topics hold beyond their sums. Records may come in any order. Not thread-safe. */
final class Tally {
    private final PartsOfSpeech speech = new PartsOfSpeech();
    private final Map<String, Way> wayById = new HashMap<>();
    private final Map<String, List<String>> principlesByAnswered = new LinkedHashMap<>();
    private final Map<String, DrawYield> yields = new TreeMap<>();
    private final Map<Boolean, SortedMap<String, SortedMap<String, Integer>>> nounsByVerb = new HashMap<>();

    /** A principle and how many kept answers name it, by the way by which their instructions came. */
    record Use(int number, String name, Map<String, Integer> answersByWay) {}

    /** The share of new items in the latest window of draws of a run's way. */
    record Yielded(String run, String way, long draws, long items, long kept, boolean exhausted) {}

    /** How many instructions of a way there are, and how many have a kept answer. */
    record Kept(String way, int instructions, int answers) {}

    void enter(SpecificRecord record) {
        if (record instanceof Instruction instruction
                && wayById.put(instruction.getId(), instruction.getWay()) == null) {
            speech.in(instruction.getInstruction())
                    .ifPresent(found -> nounsByVerb(instruction.getWay() != Way.USER)
                            .computeIfAbsent(found.verb(), verb -> new TreeMap<>())
                            .merge(found.noun(), 1, Integer::sum));
        } else if (record instanceof PrincipledResponse response) {
            principlesByAnswered.putIfAbsent(response.getInstructionId(), response.getPrincipleNames());
        } else if (record instanceof DrawYield yielded) {
            yields.put(yielded.getRun() + "/" + yielded.getWay(), yielded);
        }
    }

    /** Every principle of the constitution, those that no answer names too. */
    List<Use> uses(Constitution constitution) {
        Map<String, Map<String, Integer>> uses = new HashMap<>();
        principlesByAnswered.forEach((id, names) -> {
            String way = Optional.ofNullable(wayById.get(id)).map(Way::name).orElse("");
            names.forEach(name ->
                    uses.computeIfAbsent(name, unknown -> new TreeMap<>()).merge(way, 1, Integer::sum));
        });
        return constitution.principles().stream()
                .map(principle ->
                        new Use(principle.number(), principle.name(), uses.getOrDefault(principle.name(), Map.of())))
                .toList();
    }

    List<Kept> keptByWay() {
        Map<Way, int[]> counts = new EnumMap<>(Way.class);
        wayById.forEach((id, way) -> {
            int[] count = counts.computeIfAbsent(way, unknown -> new int[2]);
            count[0]++;
            count[1] += principlesByAnswered.containsKey(id) ? 1 : 0;
        });
        return counts.entrySet().stream()
                .map(count -> new Kept(count.getKey().name(), count.getValue()[0], count.getValue()[1]))
                .toList();
    }

    /** What the latest draws brought, by run and way. */
    List<Yielded> yields() {
        return yields.values().stream()
                .map(each -> new Yielded(
                        each.getRun(),
                        each.getWay().name(),
                        each.getDraws(),
                        each.getItems(),
                        each.getKept(),
                        each.getExhausted()))
                .toList();
    }

    /** By verb, how often each noun follows it, in what stage 1 wrote or in what people did. */
    SortedMap<String, SortedMap<String, Integer>> nounsByVerb(boolean generated) {
        return nounsByVerb.computeIfAbsent(generated, unknown -> new TreeMap<>());
    }

    int instructions() {
        return wayById.size();
    }
}
