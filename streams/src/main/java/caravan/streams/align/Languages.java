package caravan.streams.align;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import opennlp.tools.langdetect.Language;
import opennlp.tools.langdetect.LanguageDetector;
import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;

/**
 * How likely a text is of each of 103 languages, by its n-grams of letters (OpenNLP and its model on the class path).
 * The likelihoods are flat for short texts, so that only their proportions say something. Thread-safe.
 */
final class Languages {
    private static final String MODEL = "/langdetect-183.bin";

    private final LanguageDetector detector;

    private Languages(LanguageDetector detector) {
        this.detector = detector;
    }

    /** Read once, when first needed: it takes a second and 38 MB. */
    private static final class Loaded {
        static final Languages LANGUAGES = read();
    }

    static Languages loaded() {
        return Loaded.LANGUAGES;
    }

    private static Languages read() {
        try (InputStream model = Languages.class.getResourceAsStream(MODEL)) {
            if (model == null) {
                throw new FileNotFoundException(MODEL + ": is not on the class path");
            }
            return new Languages(new LanguageDetectorME(new LanguageDetectorModel(model)));
        } catch (IOException e) {
            throw new UncheckedIOException("the model of languages cannot be read", e);
        }
    }

    /**
     * A text's languages.
     *
     * @param likelihoods by ISO 639-3 code, in (0, 1)
     */
    record Guess(Map<String, Double> likelihoods) {
        String likeliest() {
            return likelihoods.entrySet().stream()
                    .max(Comparator.comparingDouble(Map.Entry<String, Double>::getValue))
                    .map(Map.Entry::getKey)
                    .orElseThrow();
        }

        /** How many times likelier one language is than another. */
        double odds(String language, String other) {
            return likelihoods.getOrDefault(language, 0.0) / likelihoods.getOrDefault(other, Double.MIN_NORMAL);
        }
    }

    synchronized Guess guess(String text) {
        Map<String, Double> likelihoods = new HashMap<>();
        for (Language language : detector.predictLanguages(text)) {
            likelihoods.put(language.getLang(), language.getConfidence());
        }
        return new Guess(likelihoods);
    }
}
