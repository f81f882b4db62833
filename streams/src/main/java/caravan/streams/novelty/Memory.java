package caravan.streams.novelty;

import caravan.schemas.Draw;
import caravan.schemas.Instruction;
import caravan.schemas.Run;
import java.util.function.Consumer;

/**
 * What novelty remembers beyond a restart; in the topology these are state stores, written in the task's transaction.
 */
interface Memory {
    /** Adds a member to its run's pool. */
    void addMember(Instruction member);

    /** Shows the pools of all runs, one after the other. */
    void eachMember(Consumer<Instruction> reader);

    /** Shows a run's pool in its order. */
    void eachMember(String run, Consumer<Instruction> reader);

    /** Keeps a run as it stands now. */
    void putRun(Run run);

    /** Shows all runs. */
    void eachRun(Consumer<Run> reader);

    /** Keeps a draw until its outcome. */
    void addDraw(Draw draw);

    /** Forgets a draw; no-op for an unknown one. */
    void removeDraw(String id);

    /** Shows all draws without an outcome. */
    void eachDraw(Consumer<Draw> reader);

    /** A running number; 0 at first. */
    long number(String name);

    /** Sets a running number. */
    void putNumber(String name, long value);
}
