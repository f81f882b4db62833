package caravan.bench.engine;

import caravan.bench.llama.LlamaAdapter;
import caravan.bench.llama.LlamaModel;
import caravan.bench.llama.LlamaSession;
import caravan.bench.llama.LlamaSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * llama.cpp with some settings, scheduled as its own server does: newcomers' prompts and everybody's next token go into
 * one step. A prefix is computed once and shared by copying its sequence.
 */
final class LlamaContestant implements Contestant {
    private static final int SLOTS = 32;

    private final LlamaModel model;
    private final LlamaSettings settings;
    private final List<LlamaAdapter> adapters;
    private final int threads;
    private final int vocabulary;
    private final Clock clock;

    LlamaContestant(
            LlamaModel model,
            LlamaSettings settings,
            List<LlamaAdapter> adapters,
            int threads,
            int vocabulary,
            Clock clock) {
        this.model = model;
        this.settings = settings;
        this.adapters = adapters;
        this.threads = threads;
        this.vocabulary = vocabulary;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "llama.cpp";
    }

    LlamaSettings settings() {
        return settings;
    }

    /** Opening the context is left out of the time, as loading is. */
    @Override
    public double seconds(SharedWork work) {
        return seconds(List.of(work), OptionalInt.empty());
    }

    /** A step has one adapter at most, so they take turns; prefixes share steps. */
    @Override
    public double mixedSeconds(List<AdaptedWork> works) {
        return works.stream()
                .map(AdaptedWork::adapter)
                .distinct()
                .mapToDouble(adapter -> seconds(
                        works.stream()
                                .filter(adapted -> adapted.adapter().equals(adapter))
                                .map(AdaptedWork::work)
                                .toList(),
                        adapter))
                .sum();
    }

    private double seconds(List<SharedWork> works, OptionalInt adapter) {
        try (var run = new Run(open(works), works)) {
            adapter.ifPresent(number -> run.session.use(adapters.get(number)));
            long start = clock.nanos();
            run.prefixes();
            int next = 0;
            while (next < run.calls.size() || run.busy()) {
                while (next < run.calls.size() && run.admits()) {
                    run.admit(next++, start);
                }
                run.step();
            }
            return clock.secondsSince(start);
        }
    }

    @Override
    public double prefillSeconds(int[] prompt) {
        try (LlamaSession session = open(1, prompt.length + 8)) {
            long start = clock.nanos();
            session.prefill(prompt, 0);
            session.likeliest(-1);
            return clock.secondsSince(start);
        }
    }

    /** Each sequence has a memory of its own; a copy fills it, which is not timed. */
    @Override
    public double stepSeconds(int sequences, int cached, int steps) {
        int warm = 3;
        try (LlamaSession session = open(sequences, sequences * (cached + warm + steps + 256))) {
            session.prefill(Tokens.random(cached, vocabulary, 1000), 0);
            for (int i = 1; i < sequences; i++) {
                session.share(0, i);
            }
            var last = new int[sequences];
            long start = 0;
            for (int step = 0; step < warm + steps; step++) {
                if (step == warm) {
                    start = clock.nanos();
                }
                for (int i = 0; i < sequences; i++) {
                    session.add(last[i], cached + step, i, true);
                }
                session.step();
                for (int i = 0; i < sequences; i++) {
                    last[i] = session.likeliest(i);
                }
            }
            return clock.secondsSince(start) / steps;
        }
    }

    @Override
    public double[] latencies(SharedWork work, double[] arrivals) {
        try (var run = new Run(open(List.of(work)), List.of(work))) {
            run.prefixes();
            long start = System.nanoTime();
            int next = 0;
            while (next < arrivals.length || run.busy()) {
                while (next < arrivals.length && run.admits() && System.nanoTime() >= due(start, arrivals[next])) {
                    run.admit(next, due(start, arrivals[next]));
                    next++;
                }
                if (run.busy()) {
                    run.step();
                } else {
                    Thread.onSpinWait();
                }
            }
            return run.latencies;
        }
    }

    private static long due(long start, double seconds) {
        return start + (long) (seconds * 1e9);
    }

    private LlamaSession open(List<SharedWork> works) {
        int prefix = works.stream().mapToInt(work -> work.prefix().length).max().orElse(0);
        int own = works.stream()
                .flatMap(work -> work.calls().stream())
                .mapToInt(call -> call.own().length + call.generated())
                .max()
                .orElse(0);
        int slots = slots(works);
        int sequences = slots + works.size();
        int cells = settings.unified() ? works.size() * prefix + slots * own : sequences * (prefix + own);
        return open(sequences, cells + 256 * sequences);
    }

    private static int slots(List<SharedWork> works) {
        return Math.min(
                SLOTS, works.stream().mapToInt(work -> work.calls().size()).sum());
    }

    private LlamaSession open(int sequences, int cells) {
        return new LlamaSession(model, settings, sequences, cells, threads, vocabulary);
    }

    /**
     * A call and where its prefix is.
     *
     * @param call what is asked for
     * @param home sequence that holds its prefix
     * @param prefix tokens of that
     */
    private record Placed(SharedWork.Call call, int home, int prefix) {}

    /** Works being done: slots for calls, and behind those a sequence for each prefix. */
    private static final class Run implements AutoCloseable {
        private final LlamaSession session;
        private final List<SharedWork> works;
        private final List<Placed> calls = new ArrayList<>();
        private final List<Slot> slots = new ArrayList<>();
        private final double[] latencies;

        Run(LlamaSession session, List<SharedWork> works) {
            this.session = session;
            this.works = works;
            for (int i = 0; i < slots(works); i++) {
                slots.add(new Slot(i));
            }
            for (int i = 0; i < works.size(); i++) {
                for (SharedWork.Call call : works.get(i).calls()) {
                    calls.add(new Placed(call, slots.size() + i, works.get(i).prefix().length));
                }
            }
            this.latencies = new double[calls.size()];
        }

        void prefixes() {
            for (int i = 0; i < works.size(); i++) {
                session.prefill(works.get(i).prefix(), slots.size() + i);
            }
        }

        boolean busy() {
            return slots.stream().anyMatch(slot -> slot.call >= 0);
        }

        boolean admits() {
            return slots.stream().anyMatch(slot -> slot.call < 0);
        }

        void admit(int call, long due) {
            Slot slot = slots.stream().filter(free -> free.call < 0).findFirst().orElseThrow();
            session.forget(slot.sequence);
            Placed placed = calls.get(call);
            session.share(placed.home(), slot.sequence);
            slot.call = call;
            slot.due = due;
            slot.pending = placed.call().own();
            slot.position = placed.prefix();
            slot.left = placed.call().generated();
        }

        /**
         * One native call: all running sequences' tokens first, then as much of newcomers' prompts as there is room.
         */
        void step() {
            int index = 0;
            for (Slot slot : slots) {
                slot.output = -1;
                if (slot.call >= 0 && slot.pending.length == 0) {
                    session.add(slot.last, slot.position++, slot.sequence, true);
                    slot.output = index++;
                }
            }
            for (Slot slot : slots) {
                if (slot.call >= 0 && slot.pending.length > 0) {
                    index = slot.take(session, index);
                }
            }
            session.step();
            for (Slot slot : slots) {
                if (slot.output >= 0) {
                    slot.last = session.likeliest(slot.output);
                    slot.left--;
                    if (slot.left == 0) {
                        latencies[slot.call] = (System.nanoTime() - slot.due) / 1e9;
                        slot.call = -1;
                    }
                }
            }
        }

        @Override
        public void close() {
            session.close();
        }
    }

    /** A place in the batch; {@code call} is negative while it is free. */
    private static final class Slot {
        private final int sequence;
        private int call = -1;
        private long due;
        private int[] pending = new int[0];
        private int position;
        private int last;
        private int left;
        private int output = -1;

        Slot(int sequence) {
            this.sequence = sequence;
        }

        /** Adds what fits of its prompt; gives the index in the step that the next token will have. */
        int take(LlamaSession session, int index) {
            int count = Math.min(session.room(), pending.length);
            for (int i = 0; i < count; i++) {
                boolean wanted = i == pending.length - 1;
                session.add(pending[i], position++, sequence, wanted);
                if (wanted) {
                    output = index + i;
                }
            }
            pending = Arrays.copyOfRange(pending, count, pending.length);
            return index + count;
        }
    }
}
