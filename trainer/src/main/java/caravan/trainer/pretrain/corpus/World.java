package caravan.trainer.pretrain.corpus;

import caravan.principles.Task;
import caravan.trainer.pretrain.corpus.WordNet.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import net.sf.extjwnl.data.POS;

/** All frames and words: gives exchanges. Immutable, thread-safe. */
public final class World {
    private static final int USES_MIN = 3;
    private static final double SETTINGS = 0.45;
    private static final double AFTERTHOUGHTS = 0.35;
    private static final int SUBJECT_TRIES = 3;
    private static final int SUBJECT_WORDS_MAX = 3;

    private final List<Frame> frames;
    private final Vocabulary words;
    private final List<Entry> entries;
    private final Map<String, String> glosses;
    private final boolean isBrief;

    private World(
            List<Frame> frames, Vocabulary words, List<Entry> entries, Map<String, String> glosses, boolean isBrief) {
        this.frames = frames;
        this.words = words;
        this.entries = entries;
        this.glosses = glosses;
        this.isBrief = isBrief;
    }

    /** The world that ships with the project, and WordNet. */
    public static World load() {
        List<Entry> nouns = WordNet.entries(POS.NOUN, USES_MIN);
        List<Entry> verbs = WordNet.entries(POS.VERB, USES_MIN);
        List<Entry> adjectives = WordNet.entries(POS.ADJECTIVE, USES_MIN);
        Vocabulary words = Vocabulary.read(resource("words.txt"))
                .with("noun", lemmas(nouns))
                .with("verb", lemmas(verbs))
                .with("adjective", lemmas(adjectives));
        Map<String, String> glosses = new HashMap<>();
        List<List<Entry>> parts = List.of(adjectives, verbs, nouns);
        parts.forEach(part -> part.forEach(entry -> glosses.put(entry.lemma(), entry.gloss())));
        List<Entry> entries = parts.stream().flatMap(List::stream).toList();
        return new World(FrameReader.read(resource("frames.txt")), words, entries, glosses, false);
    }

    /**
     * The same words and some more, with the short exchanges of {@code behaviour-frames.txt} in place of the others.
     */
    World behaviours() {
        Vocabulary more = Vocabulary.read(resource("behaviour-words.txt"));
        return brief(FrameReader.read(resource("behaviour-frames.txt")), words.with(more));
    }

    /** Other frames and words beside the same dictionary; its questions stand bare. */
    World brief(List<Frame> otherFrames, Vocabulary otherWords) {
        return new World(otherFrames, otherWords, entries, glosses, true);
    }

    /** The frames, in the order of their file. */
    List<Frame> frames() {
        return frames;
    }

    /** WordNet's entries. */
    List<Entry> entries() {
        return entries;
    }

    /** An exchange of any frame, about words of training or about words that were held out. */
    public Exchange exchange(RandomGenerator random, boolean heldOut) {
        return exchange(frames.get(random.nextInt(frames.size())), random, heldOut);
    }

    /** An exchange of this frame. */
    Exchange exchange(Frame frame, RandomGenerator random, boolean heldOut) {
        return exchange(frame, Map.of(), random, heldOut);
    }

    /** An exchange of this frame in which some slots hold what they are given. */
    Exchange exchange(Frame frame, Map<String, String> given, RandomGenerator random, boolean heldOut) {
        Filling slots = new Filling(words, lemma -> glosses.getOrDefault(lemma, "a " + lemma), random, heldOut);
        Map<String, Integer> numbers = new HashMap<>();
        frame.numbers()
                .forEach(range ->
                        numbers.put(range.slot(), range.low() + random.nextInt(range.high() - range.low() + 1)));
        frame.sums()
                .forEach(sum ->
                        numbers.put(sum.slot(), sum.of(value(numbers, sum.left()), value(numbers, sum.right()))));
        numbers.forEach((slot, number) -> slots.bind(slot, String.valueOf(number)));
        given.forEach(slots::bind);

        String subject =
                frame.subject().map(slot -> slots.fill("{" + slot + "}")).orElse("");
        String asked = pick(frame.asks(), random);
        String[] ask = slots.fill(asked).split(" *\\|\\| *", 2);
        String why = slots.fill(pick(frame.whys(), random));
        String answer = slots.fill(pick(frame.answersTo(asked), random));
        String plain = slots.fill(pick(frame.plains(), random));
        return new Exchange(
                frame.name(),
                frame.kind().orElse(""),
                heading(subject),
                new Task(isBrief ? ask[0] : told(ask[0], slots, random), ask.length > 1 ? ask[1] : ""),
                frame.rules(),
                why,
                answer,
                plain);
    }

    /** The question, often with a word on who asks and what for: bare questions of one frame are too much alike. */
    private static String told(String question, Filling slots, RandomGenerator random) {
        double drawn = random.nextDouble();
        if (drawn < SETTINGS) {
            return slots.fill("{setting}") + " " + question;
        }
        return drawn < SETTINGS + AFTERTHOUGHTS ? question + " " + slots.fill("{afterthought}") : question;
    }

    /** An exchange whose question is of a red-team type. */
    Exchange question(String type, RandomGenerator random, boolean heldOut) {
        List<Frame> fitting = ofType(type);
        return exchange(pick(fitting.isEmpty() ? frames : fitting, random), random, heldOut);
    }

    /** A subject of one to three words for questions of a red-team type, a capital letter first. */
    String subject(String type, RandomGenerator random, boolean heldOut) {
        for (int i = 0; i < SUBJECT_TRIES; i++) {
            String subject = question(type, random, heldOut).subject();
            if (!subject.isEmpty() && subject.split(" ").length <= SUBJECT_WORDS_MAX) {
                return subject;
            }
        }
        Filling slots = new Filling(words, lemma -> lemma, random, heldOut);
        return slots.fill("{cap adjective} {noun}");
    }

    /** A text with its choices made and its slots filled. */
    String filled(String text, RandomGenerator random) {
        return new Filling(words, lemma -> lemma, random, false).fill(text);
    }

    private List<Frame> ofType(String type) {
        return frames.stream()
                .filter(frame -> frame.kind().filter(type::equals).isPresent())
                .toList();
    }

    static <T> T pick(List<T> items, RandomGenerator random) {
        return items.get(random.nextInt(items.size()));
    }

    private static int value(Map<String, Integer> numbers, String operand) {
        Integer known = numbers.get(operand);
        return known == null ? Integer.parseInt(operand) : known;
    }

    /** A subject as lists show it: without its article and what goes with it, a capital letter first. */
    private static String heading(String subject) {
        String bare = subject.replaceFirst("^(?:the|a|an) ", "")
                .replaceFirst(" (?:in|on|at|near|abroad|with|without) .*$", "");
        return bare.isEmpty() ? "" : Character.toUpperCase(bare.charAt(0)) + bare.substring(1);
    }

    static String resource(String name) {
        try (InputStream in = World.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing beside " + World.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lemmas(List<Entry> entries) {
        return entries.stream().map(Entry::lemma).toList();
    }
}
