package caravan.trainer.pretrain;

import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.LanguageModel;
import caravan.inference.SamplingParams;
import caravan.principles.AlignPrompt;
import caravan.principles.Citation;
import caravan.principles.Constitution;
import caravan.principles.Markers;
import caravan.principles.Principles;
import caravan.principles.Sampling;
import caravan.principles.SeedTask;
import caravan.principles.Task;
import caravan.principles.VanillaPrompt;
import caravan.trainer.pretrain.corpus.Corpus;
import caravan.trainer.pretrain.corpus.Corpus.Size;
import caravan.trainer.pretrain.corpus.Document.Branch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * Examines how well a base model keeps to the formats of the steps: it is asked as the steps ask, with their sampling,
 * about words that its training never used, and a program counts. Says nothing about whether answers are wise.
 */
public final class FormatExam {
    private static final int TASKS_SHOWN = 5;

    private final LanguageModel model;
    private final String version;
    private final Principles principles;

    /** Of a version that the model has loaded. */
    public FormatExam(LanguageModel model, String version, Principles principles) {
        this.model = model;
        this.version = version;
        this.principles = principles;
    }

    /**
     * How answers under the full constitution came out.
     *
     * @param asked how many were asked for
     * @param inFormat began with the self-identification, held the answer's marker and ended by themselves
     * @param cited named at least one rule, and only rules that are listed under that number
     * @param asExpected named the very rules that the corpus would name
     */
    public record Answers(int asked, int inFormat, int cited, int asExpected) {}

    /**
     * How lists of tasks came out.
     *
     * @param asked how many lists were asked for
     * @param readable had at least one task
     * @param tasks all that could be read, in their order
     */
    public record Lists(int asked, int readable, List<Task> tasks) {}

    /** Asks that many held-out questions. */
    public Answers answers(Corpus heldOut, int questions) {
        Sampling sampling = principles.align().sampling();
        List<String> expected = new ArrayList<>();
        List<CompletableFuture<Generation>> calls = new ArrayList<>();
        for (long place = 0; calls.size() < questions; place++) {
            for (Branch branch : heldOut.document(Size.LONG, place).branches()) {
                if (calls.size() < questions) {
                    int end = branch.learned().indexOf(Markers.THOUGHTS) + Markers.THOUGHTS.length();
                    expected.add(branch.learned().substring(end));
                    calls.add(call(principles.align().prefix(), branch.learned().substring(0, end), sampling, place));
                }
            }
        }
        int inFormat = 0;
        int cited = 0;
        int asExpected = 0;
        Constitution constitution = principles.constitution();
        for (int i = 0; i < questions; i++) {
            Generation generation = calls.get(i).join();
            List<Citation> citations = Citation.in(generation.text());
            boolean whole = generation.finish() == Generation.Finish.STOP
                    && generation.text().strip().startsWith(constitution.selfIdentification())
                    && generation.text().contains(Markers.ANSWER_TURN);
            inFormat += whole ? 1 : 0;
            cited += !citations.isEmpty() && citations.stream().allMatch(constitution::has) ? 1 : 0;
            asExpected += citations.equals(Citation.in(expected.get(i))) ? 1 : 0;
        }
        return new Answers(questions, inFormat, cited, asExpected);
    }

    /** The answers that a step would keep of the replies to these tasks: what follows the answer's marker. */
    public List<String> answersTo(List<Task> tasks) {
        AlignPrompt prompt = principles.align();
        List<CompletableFuture<Generation>> calls = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            String query = prompt.query(tasks.get(i).instruction(), tasks.get(i).input());
            calls.add(call(prompt.prefix(), query, prompt.sampling(), i));
        }
        return calls.stream()
                .map(CompletableFuture::join)
                .map(Generation::text)
                .filter(text -> text.contains(Markers.ANSWER_TURN))
                .map(text -> text.substring(text.indexOf(Markers.ANSWER_TURN) + Markers.ANSWER_TURN.length())
                        .strip())
                .filter(answer -> !answer.isEmpty())
                .toList();
    }

    /** Asks for that many lists, each after five seed tasks. */
    public Lists lists(int lists, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        VanillaPrompt prompt = principles.vanilla();
        List<CompletableFuture<Generation>> calls = new ArrayList<>();
        for (int i = 0; i < lists; i++) {
            List<Task> shown = new ArrayList<>();
            for (int k = 0; k < TASKS_SHOWN; k++) {
                List<SeedTask> seeds = principles.seedTasks();
                shown.add(seeds.get(random.nextInt(seeds.size())).task());
            }
            calls.add(call(prompt.prefix(), prompt.text(shown), prompt.sampling(), seed + i));
        }
        List<Task> tasks = new ArrayList<>();
        int readable = 0;
        for (CompletableFuture<Generation> call : calls) {
            List<Task> read = tasks(call.join().text());
            readable += read.isEmpty() ? 0 : 1;
            tasks.addAll(read);
        }
        return new Lists(lists, readable, tasks);
    }

    /** The tasks of a completion that carry the right number; the last piece may be cut and does not count. */
    private List<Task> tasks(String completion) {
        List<Task> tasks = new ArrayList<>();
        String[] pieces = completion.split(Markers.TASK_RULE, -1);
        for (int i = 0; i < pieces.length - 1; i++) {
            int number = TASKS_SHOWN + 1 + i;
            String text = (i == 0 ? " " : "") + pieces[i];
            task(i == 0 ? number + ". Instruction:" + text : text.strip(), number)
                    .ifPresent(tasks::add);
        }
        return tasks;
    }

    private static Optional<Task> task(String block, int number) {
        String instruction = number + ". Instruction:";
        String input = "\n" + number + ". Input:";
        int middle = block.indexOf(input);
        if (!block.startsWith(instruction) || middle < 0 || middle <= instruction.length() + 1) {
            return Optional.empty();
        }
        String asked = block.substring(instruction.length(), middle).strip();
        String given = block.substring(middle + input.length()).strip();
        return asked.isEmpty()
                ? Optional.empty()
                : Optional.of(new Task(asked, given.equals(Markers.NO_INPUT) ? "" : given));
    }

    private CompletableFuture<Generation> call(String prefix, String text, Sampling sampling, long seed) {
        SamplingParams params =
                new SamplingParams(sampling.temperature(), sampling.topP(), sampling.maxTokens(), sampling.stop());
        Optional<SharedPrefix> shared = Optional.of(new SharedPrefix("exam-" + prefix.hashCode(), prefix));
        return model.generate(new GenerationCall(version, shared, text, params, seed + text.hashCode(), 0));
    }
}
