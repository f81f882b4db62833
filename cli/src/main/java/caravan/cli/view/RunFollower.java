package caravan.cli.view;

import caravan.cli.audit.Account;
import caravan.cli.audit.Bookkeeper;
import caravan.cli.audit.Books;
import caravan.cli.audit.Ledger;
import caravan.cli.audit.PathReader;
import caravan.cli.host.Cluster;
import caravan.cli.host.TopicScan;
import caravan.schemas.Dataset;
import caravan.schemas.Evaluation;
import caravan.schemas.Model;
import caravan.schemas.Rejection;
import caravan.schemas.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows a run through the topics, on a thread of its own, from its first record on. Thread-safe. */
public final class RunFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PAUSE_AFTER_FAILURE_MILLIS = 2_000;

    private final Cluster cluster;
    private final String run;
    private final RecordListener listener;
    private final Thread thread = new Thread(this::follow, "run-follower");
    private Tally tally;
    private volatile boolean closing;

    /** What was read so far; guarded by the follower. */
    private static final class Tally {
        private final Books books = new Books(false);
        private final Bookkeeper keeper;
        private final PathReader reader;
        private final RunFilter filter;
        private Optional<Run> run = Optional.empty();
        private Optional<Dataset> dataset = Optional.empty();
        private final Map<String, Model> modelByDataset = new HashMap<>();
        private final Map<String, Evaluation> evaluationByModel = new HashMap<>();
        private Optional<Rejection> refused = Optional.empty();

        Tally(Cluster cluster, String run) {
            reader = new PathReader(cluster);
            keeper = new Bookkeeper(cluster, books);
            filter = new RunFilter(run);
        }
    }

    private RunFollower(Cluster cluster, String run, RecordListener listener) {
        this.cluster = cluster;
        this.run = run;
        this.listener = listener;
        this.tally = new Tally(cluster, run);
        thread.setDaemon(true);
    }

    /** Begins to follow. */
    public static RunFollower start(Cluster cluster, String run) {
        return start(cluster, run, RecordListener.NONE);
    }

    /** Begins to follow, and hands every record that it reads to a listener too. */
    public static RunFollower start(Cluster cluster, String run, RecordListener listener) {
        RunFollower follower = new RunFollower(cluster, run, listener);
        follower.thread.start();
        return follower;
    }

    private void follow() {
        while (!closing) {
            listener.begins();
            try (TopicScan scan = new TopicScan(cluster, PathReader.topics())) {
                while (!closing) {
                    scan.poll(POLL, this::enter);
                }
            } catch (RuntimeException e) {
                LOG.warn("reading the topics for the view failed and begins anew", e);
                pause();
                synchronized (this) {
                    tally = new Tally(cluster, run);
                }
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_FAILURE_MILLIS);
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    private synchronized void enter(ConsumerRecord<String, byte[]> record) {
        Optional<SpecificRecord> read = tally.reader.read(record);
        listener.hears(record, read);
        if (read.isEmpty()) {
            return;
        }
        SpecificRecord value = read.get();
        if (value instanceof Run stands && stands.getId().equals(run)) {
            tally.run = Optional.of(stands);
        }
        if (value instanceof Model model) {
            model.getDataset().ifPresent(dataset -> tally.modelByDataset.put(dataset, model));
        }
        if (value instanceof Evaluation evaluation) {
            tally.evaluationByModel.put(evaluation.getModel(), evaluation);
        }
        if (!tally.filter.admits(value)) {
            return;
        }
        tally.keeper.enter(record, value);
        if (value instanceof Dataset dataset) {
            tally.dataset = Optional.of(dataset);
        } else if (value instanceof Rejection rejection && rejection.getStep().equals("trainer")) {
            tally.refused = Optional.of(rejection);
        }
    }

    /** How far the run has come. */
    public synchronized Progress progress() {
        Optional<Model> model =
                tally.dataset.flatMap(dataset -> Optional.ofNullable(tally.modelByDataset.get(dataset.getId())));
        return new Progress(
                tally.run,
                rows(tally),
                copy(tally.books.rejections()),
                tally.books.ledger(Account.EXAMPLES).ins(),
                tally.dataset,
                model,
                model.flatMap(each -> Optional.ofNullable(tally.evaluationByModel.get(each.getVersion()))),
                tally.refused);
    }

    private static SortedMap<String, SortedMap<String, Long>> copy(
            SortedMap<String, SortedMap<String, Long>> rejections) {
        SortedMap<String, SortedMap<String, Long>> copy = new TreeMap<>();
        rejections.forEach((step, reasons) -> copy.put(step, new TreeMap<>(reasons)));
        return copy;
    }

    private static List<StepRow> rows(Tally tally) {
        Books books = tally.books;
        List<StepRow> rows = new ArrayList<>();
        rows.add(row(books, "instruct", "candidates", List.of(Account.PROMPTS, Account.INSTRUCT_COMPLETIONS)));
        rows.add(row(books, "novelty", "instructions", List.of(Account.CANDIDATES)));
        rows.add(row(
                books,
                "generate",
                "completions",
                List.of(Account.INSTRUCT_REQUESTS, Account.ALIGN_REQUESTS, Account.VERBOSE_REQUESTS)));
        rows.add(row(books, "align", "responses", List.of(Account.ALIGN_COMPLETIONS)));
        rows.add(row(books, "engrave", "examples", List.of(Account.RESPONSES)));
        if (books.ledger(Account.VERBOSE_INSTRUCTIONS).ins() > 0) {
            rows.add(row(books, "verbose", "examples", List.of(Account.VERBOSE_COMPLETIONS)));
        }
        rows.add(row(books, "collect", "in datasets", List.of(Account.EXAMPLES)));
        StepRow trainer = row(books, "trainer", "models", List.of(Account.DATASETS));
        long models = tally.dataset
                .map(dataset -> tally.modelByDataset.containsKey(dataset.getId()) ? 1L : 0L)
                .orElse(0L);
        rows.add(new StepRow(
                trainer.step(), trainer.in(), models, trainer.rejected(), Math.max(0, trainer.waiting() - models)));
        return rows;
    }

    private static StepRow row(Books books, String step, String outcome, List<Account> accounts) {
        long in = 0;
        long out = 0;
        long waiting = 0;
        for (Account account : accounts) {
            Ledger ledger = books.ledger(account);
            in += ledger.ins();
            out += ledger.outcome(outcome);
            waiting += ledger.pending();
        }
        if (step.equals("instruct")) {
            out += books.ledger(Account.ITEMS).outcome(outcome);
        }
        long rejected = books.rejections().getOrDefault(step, new TreeMap<>()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        long errors = step.equals("generate")
                ? accounts.stream()
                        .mapToLong(account -> books.ledger(account).outcome("errors"))
                        .sum()
                : 0;
        return new StepRow(step, in, out, rejected + errors, waiting);
    }

    /** Stops following. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
