package caravan.inference.djl;

import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Calls that wait for a place: a higher priority first; within one, flows share by their weights (start-time fair
 * queueing, Goyal et al. 1996); within a flow, who came first. A flow's call begins, in virtual time, when the flow's
 * last one ended, which is its cost divided by the weight later.
 */
final class WaitingLine {
    private static final int FLOWS_REMEMBERED = 1_000;

    private final PriorityQueue<Waiting> line = new PriorityQueue<>();
    private final Map<String, Double> ends = new HashMap<>();
    private double now;
    private long arrivals;

    private record Waiting(Job job, double begin, long arrival) implements Comparable<Waiting> {
        @Override
        public int compareTo(Waiting other) {
            int byPriority = Integer.compare(
                    other.job.scheduling().priority(), job.scheduling().priority());
            int byBegin = Double.compare(begin, other.begin);
            return byPriority != 0 ? byPriority : byBegin != 0 ? byBegin : Long.compare(arrival, other.arrival);
        }
    }

    void add(Job job) {
        String flow = job.scheduling().flow();
        double begin = Math.max(now, ends.getOrDefault(flow, 0.0));
        ends.put(flow, begin + job.cost() / job.scheduling().weight());
        line.add(new Waiting(job, begin, arrivals++));
        if (ends.size() > FLOWS_REMEMBERED) {
            ends.values().removeIf(end -> end <= now);
        }
    }

    boolean isEmpty() {
        return line.isEmpty();
    }

    int size() {
        return line.size();
    }

    Job peek() {
        return line.element().job();
    }

    Job remove() {
        Waiting next = line.remove();
        now = Math.max(now, next.begin());
        return next.job();
    }

    void forEach(Consumer<Job> action) {
        line.forEach(waiting -> action.accept(waiting.job()));
    }

    boolean anyMatch(Predicate<Job> condition) {
        return line.stream().anyMatch(waiting -> condition.test(waiting.job()));
    }

    void removeDone() {
        line.removeIf(waiting -> waiting.job().future().isDone());
    }

    void clear() {
        line.clear();
    }
}
