package caravan.cli.view;

import caravan.schemas.Dataset;
import caravan.schemas.Evaluation;
import caravan.schemas.Model;
import caravan.schemas.Rejection;
import caravan.schemas.Run;
import caravan.schemas.RunStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * How far a run has come, at one moment.
 *
 * @param run the run as it stands
 * @param rows a step a row, in the order of the path
 * @param rejections by step and reason
 * @param examples finished examples
 * @param dataset the latest sealed dataset
 * @param model the model that was trained on it
 * @param evaluation how the gate judged it, if there is a gate
 * @param refused why there is none
 */
public record Progress(
        Optional<Run> run,
        List<StepRow> rows,
        SortedMap<String, SortedMap<String, Long>> rejections,
        long examples,
        Optional<Dataset> dataset,
        Optional<Model> model,
        Optional<Evaluation> evaluation,
        Optional<Rejection> refused) {
    /**
     * The step that holds the line: the one with the most records that it has not handled yet. What stands before it
     * waits for it, since only so much is asked for ahead; empty if nothing waits.
     */
    public Optional<StepRow> holder() {
        return rows.stream().filter(row -> row.waiting() > 0).max(Comparator.comparingLong(StepRow::waiting));
    }

    /** Whether the run has its last dataset and the trainer has said what came of it. */
    public boolean isDone() {
        boolean isComplete =
                run.filter(stands -> stands.getStatus() == RunStatus.COMPLETE).isPresent();
        return isComplete && dataset.isPresent() && (model.isPresent() || refused.isPresent());
    }
}
