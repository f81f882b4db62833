package caravan.streams.novelty;

import caravan.schemas.Draw;
import caravan.schemas.Instruction;
import caravan.schemas.Run;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A memory that lasts as long as the test. */
final class MapMemory implements Memory {
    private final List<Instruction> members = new ArrayList<>();
    private final Map<String, Run> runs = new HashMap<>();
    private final Map<String, Draw> draws = new HashMap<>();
    private final Map<String, Long> numbers = new HashMap<>();

    @Override
    public void addMember(Instruction member) {
        members.add(member);
    }

    @Override
    public void eachMember(Consumer<Instruction> reader) {
        members.forEach(reader);
    }

    @Override
    public void eachMember(String run, Consumer<Instruction> reader) {
        members.stream()
                .filter(member -> member.getLineage().getRun().equals(run))
                .forEach(reader);
    }

    @Override
    public void putRun(Run run) {
        runs.put(run.getId(), run);
    }

    @Override
    public void eachRun(Consumer<Run> reader) {
        runs.values().forEach(reader);
    }

    @Override
    public void addDraw(Draw draw) {
        draws.put(draw.getId(), draw);
    }

    @Override
    public void removeDraw(String id) {
        draws.remove(id);
    }

    @Override
    public void eachDraw(Consumer<Draw> reader) {
        draws.values().forEach(reader);
    }

    @Override
    public long number(String name) {
        return numbers.getOrDefault(name, 0L);
    }

    @Override
    public void putNumber(String name, long value) {
        numbers.put(name, value);
    }
}
