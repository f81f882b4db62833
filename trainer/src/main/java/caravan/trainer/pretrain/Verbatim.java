package caravan.trainer.pretrain;

import caravan.trainer.pretrain.corpus.Corpus;
import caravan.trainer.pretrain.corpus.Corpus.Size;
import caravan.trainer.pretrain.corpus.Document.Branch;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/** Which answers a model has by heart: those that stand word for word in what it read. Draws the whole corpus again. */
public final class Verbatim {
    private Verbatim() {}

    /**
     * The answers of which every word, in its order, stands in one document.
     *
     * @param corpus what the model read
     * @param read how many documents of each size it read
     * @param answers stripped
     * @param progress takes the number of each document that has been compared; called from several threads
     */
    public static Set<String> find(Corpus corpus, Map<Size, Long> read, List<String> answers, LongConsumer progress) {
        Set<String> found = ConcurrentHashMap.newKeySet();
        read.forEach((size, documents) -> LongStream.range(0, documents)
                .parallel()
                .forEach(place -> {
                    for (Branch branch : corpus.document(size, place).branches()) {
                        String text = branch.learned();
                        answers.stream().filter(text::contains).forEach(found::add);
                    }
                    progress.accept(place);
                }));
        return found;
    }
}
