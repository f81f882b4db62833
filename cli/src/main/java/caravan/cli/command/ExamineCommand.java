package caravan.cli.command;

import caravan.cli.config.CaravanConfig;
import caravan.inference.LanguageModel;
import caravan.inference.ModelFiles;
import caravan.inference.djl.DjlLanguageModel;
import caravan.principles.Principles;
import caravan.principles.Task;
import caravan.streams.novelty.NearDuplicates;
import caravan.streams.novelty.Tokens;
import caravan.trainer.BadDatasetException;
import caravan.trainer.dataset.DatasetReader;
import caravan.trainer.dataset.DatasetRow;
import caravan.trainer.pretrain.FormatExam;
import caravan.trainer.pretrain.TrainingRecord;
import caravan.trainer.pretrain.Verbatim;
import caravan.trainer.pretrain.corpus.Corpus;
import caravan.trainer.pretrain.corpus.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Counts what a model that {@code pretrain} made can do: formats, novelty, and what it knows by heart. */
@Command(
        name = "examine",
        description = "Ask a model that pretrain made as the steps ask, and count formats, new tasks, and answers that"
                + " stand word for word in what it read.",
        mixinStandardHelpOptions = true)
final class ExamineCommand implements Callable<Integer> {
    private static final long CORPUS_SEED = 99;
    private static final long LIST_SEED = 11;
    private static final int SHOWN = 3;

    @Mixin
    private Invocation invocation = new Invocation();

    @Parameters(paramLabel = "FOLDER", description = "The model folder. Default: ${DEFAULT-VALUE}.")
    private Path folder = Path.of("inference/pocket");

    @Option(names = "--questions", description = "Held-out questions to answer. Default: ${DEFAULT-VALUE}.")
    private int questions = 96;

    @Option(names = "--lists", description = "Lists of tasks to ask for. Default: ${DEFAULT-VALUE}.")
    private int lists = 760;

    @Option(names = "--answers", description = "Of its own tasks, answer so many. Default: ${DEFAULT-VALUE}.")
    private int answers = 300;

    @Option(
            names = "--dataset",
            paramLabel = "FILE",
            description = "Look for the answers of these dataset files (.jsonl.zst) in what it read, and do no more.")
    private List<Path> datasets = List.of();

    @Override
    public Integer call() throws IOException, BadDatasetException {
        CaravanConfig config = invocation.loadFor("examine");
        Principles principles = Principles.load(config.principles());
        World world = World.load();
        if (!datasets.isEmpty()) {
            verbatim(world, principles, completions(principles.engraving().endOfTurn()));
            return ExitCode.OK;
        }
        ModelFiles files = new ModelFiles("examined", folder, Optional.empty());
        try (LanguageModel model = DjlLanguageModel.open(config.model().engine(), files)) {
            FormatExam exam = new FormatExam(model, files.version(), principles);
            FormatExam.Answers replies = exam.answers(Corpus.heldOut(world, principles, CORPUS_SEED), questions);
            say(
                    "%d questions under the full constitution: %d in format, %d cite only listed rules, %d the expected",
                    replies.asked(), replies.inFormat(), replies.cited(), replies.asExpected());
            FormatExam.Lists own = exam.lists(lists, LIST_SEED);
            say(
                    "%d lists of tasks: %d readable, %d tasks",
                    own.asked(), own.readable(), own.tasks().size());
            novelty(own.tasks(), principles);
            List<Task> some = own.tasks().stream().distinct().limit(answers).toList();
            verbatim(world, principles, exam.answersTo(some));
        }
        return ExitCode.OK;
    }

    /** In the order in which they came, against all seeds and every task before. */
    private void novelty(List<Task> tasks, Principles principles) {
        NearDuplicates pool = new NearDuplicates();
        principles.seedTasks().forEach(seed -> pool.add(0, Tokens.of(seed.instruction())));
        int judged = 0;
        int fresh = 0;
        for (Task task : tasks) {
            if (principles.blockedWords().find(task.instruction()).isEmpty()) {
                judged++;
                List<String> tokens = Tokens.of(task.instruction());
                if (pool.find(tokens).isEmpty()) {
                    pool.add(judged, tokens);
                    fresh++;
                }
            }
        }
        say(
                "%d of them hold a blocked word; of the other %d, %d are new (%.1f%%)",
                tasks.size() - judged, judged, fresh, 100.0 * fresh / Math.max(1, judged));
    }

    private List<String> completions(String endOfTurn) throws IOException, BadDatasetException {
        List<String> texts = new ArrayList<>();
        for (Path dataset : datasets) {
            for (DatasetRow row : DatasetReader.read(dataset)) {
                int end = row.completion().indexOf(endOfTurn);
                texts.add((end < 0 ? row.completion() : row.completion().substring(0, end)).strip());
            }
        }
        return texts;
    }

    private void verbatim(World world, Principles principles, List<String> texts) throws IOException {
        TrainingRecord made = TrainingRecord.read(folder);
        if (!made.principles().equals(principles.version())) {
            invocation
                    .err()
                    .printf(
                            "(the principles have changed since this model was made: its corpus had version %s, this"
                                    + " one has %s)%n",
                            made.principles(), principles.version());
        }
        LongAdder read = new LongAdder();
        Set<String> found = new HashSet<>();
        for (TrainingRecord training : made.all()) {
            Corpus corpus = Corpus.training(world, principles, training.seed());
            found.addAll(Verbatim.find(corpus, training.places(), texts, place -> read.increment()));
        }
        say("%d answers: %d stand word for word in the %d documents it read", texts.size(), found.size(), read.sum());
        found.stream().limit(SHOWN).forEach(text -> say("  %s", text.replace('\n', ' ')));
    }

    private void say(String format, Object... values) {
        invocation.out().printf(format + "%n", values);
        invocation.out().flush();
    }
}
