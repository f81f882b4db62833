package caravan.trainer.dataset;

import java.util.List;
import java.util.Optional;

/**
 * One example of a dataset file, whole.
 *
 * @param id the example
 * @param instruction what was asked
 * @param input its input; empty when it has none
 * @param answer the answer, without any marker
 * @param prompt the text before the answer as the model is trained on it
 * @param completion the answer and, if it was finished, the end-of-turn marker
 * @param finished whether the answer was finished
 * @param principles numbers of the principles that the pruned thoughts named
 * @param lineage where it came from
 */
public record SealedRow(
        String id,
        String instruction,
        String input,
        String answer,
        String prompt,
        String completion,
        boolean finished,
        List<Integer> principles,
        Origin lineage) {
    /**
     * Where an example came from.
     *
     * @param source the prompt source
     * @param run the run
     * @param round how many times the loop had closed
     * @param principlesVersion principles version
     * @param model version of the model that wrote the answer
     * @param parents ids of the records it was made from, nearest first; none in files of older versions
     * @param call what was asked of the model; absent if nothing was, and in files of older versions
     */
    public record Origin(
            String source,
            String run,
            int round,
            String principlesVersion,
            String model,
            List<String> parents,
            Optional<Call> call) {
        public Origin {
            parents = List.copyOf(parents);
        }
    }

    /** The model call by its hash, and how it was sampled. */
    public record Call(String id, long seed, double temperature, double topP) {}

    public SealedRow {
        principles = List.copyOf(principles);
    }

    /** What it teaches, whatever it is called and wherever it came from: the same for equal texts. */
    public List<String> content() {
        return List.of(instruction, input, answer);
    }
}
