package caravan.cli.host;

import caravan.inference.Capabilities;
import caravan.inference.Generation;
import caravan.inference.Generation.Finish;
import caravan.inference.GenerationCall;
import caravan.inference.LanguageModel;
import caravan.inference.Load;
import caravan.inference.ModelFiles;
import caravan.inference.Scores;
import caravan.inference.ScoringCall;
import caravan.principles.Markers;
import caravan.schemas.ContentHash;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps to every format and invents all its words: what it answers depends on prompt and seed alone, so that a call
 * that is made again after a crash says the same. Only where a person asks does it say which version it is.
 */
final class ScriptedModel implements LanguageModel {
    private static final int TASKS = 5;

    private final String selfIdentification;
    private final long delayMillis;
    private final Set<String> versions = ConcurrentHashMap.newKeySet();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();

    ScriptedModel(String selfIdentification, long delayMillis, String version) {
        this.selfIdentification = selfIdentification;
        this.delayMillis = delayMillis;
        this.versions.add(version);
    }

    @Override
    public CompletableFuture<Generation> generate(GenerationCall call) {
        running.incrementAndGet();
        Random words = new Random(ContentHash.seed(call.text(), call.seed()));
        String text = answer(call, words);
        CompletableFuture<Generation> answered = new CompletableFuture<>();
        CompletableFuture.delayedExecutor(delayMillis, TimeUnit.MILLISECONDS).execute(() -> {
            running.decrementAndGet();
            calls.incrementAndGet();
            answered.complete(
                    new Generation(text, Finish.STOP, Optional.empty(), call.model(), 100, 50, 20, 1, delayMillis));
        });
        return answered;
    }

    /** Holds every text equally likely. */
    @Override
    public CompletableFuture<Scores> score(ScoringCall call) {
        List<Scores.Continuation> continuations = call.continuations().stream()
                .map(text -> new Scores.Continuation(text, List.of(1, 2), List.of(-1.0, -1.0), List.of()))
                .toList();
        return CompletableFuture.completedFuture(new Scores(continuations, List.of(), call.model(), 10, 0, 0, 1));
    }

    private String answer(GenerationCall call, Random words) {
        String prompt = call.text();
        if (prompt.endsWith(Markers.THOUGHTS)) {
            return " " + selfIdentification + " " + sentence(words, 6) + Markers.ANSWER_TURN + " "
                    + sentence(words, 12);
        }
        if (prompt.endsWith("Instruction:")) {
            return tasks(words);
        }
        if (prompt.stripTrailing().endsWith(".")) {
            return Stream.generate(() -> capital(word(words))).limit(1).collect(Collectors.joining("\n", " ", ""));
        }
        return " " + capital(call.model()) + " says: " + sentence(words, 6);
    }

    /** A list that goes on at number 6; one item is a question of two words, which is too short to be kept. */
    private static String tasks(Random words) {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < TASKS; i++) {
            int number = 6 + i;
            list.append(i == 0 ? "" : number + ". Instruction:")
                    .append(' ')
                    .append(i == 2 ? "Why " + word(words) + "?" : sentence(words, 9))
                    .append('\n')
                    .append(number)
                    .append(". Input:\n<noinput>\n###\n");
        }
        return list.toString();
    }

    private static String sentence(Random words, int length) {
        return capital(Stream.generate(() -> word(words)).limit(length).collect(Collectors.joining(" "))) + ".";
    }

    private static String word(Random words) {
        return words.ints(3, 0, 60)
                .mapToObj(i -> "" + "bdfgklmnprst".charAt(i % 12) + "aeiou".charAt(i / 12))
                .collect(Collectors.joining());
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(true, true, true, 4096);
    }

    @Override
    public CompletableFuture<Void> load(ModelFiles files) {
        versions.add(files.version());
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Set<String> versions() {
        return Set.copyOf(versions);
    }

    @Override
    public Load load() {
        return new Load(0, running.get(), calls.get() * 50L, calls.get() * 50L, calls.get() * 20L, calls.get());
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
