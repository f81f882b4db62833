package caravan.trainer;

import caravan.schemas.Dataset;
import caravan.schemas.Evaluation;
import caravan.schemas.Model;
import caravan.schemas.Rejection;

/** What happens in the trainer, for the people who watch. */
public sealed interface TrainerEvent {
    /** A dataset's training begins. */
    record Started(Dataset dataset) implements TrainerEvent {}

    /** A step of it was taken. */
    record Progressed(Dataset dataset, EngravingProgress progress) implements TrainerEvent {}

    /** Its model is held against those that stand; so many percent of that is done. */
    record Judging(Dataset dataset, int percent) implements TrainerEvent {}

    /** Its model is published and kept, but not served: the gate refused it. */
    record Withheld(Dataset dataset, Model model, Evaluation evaluation) implements TrainerEvent {}

    /** Its model is published, and served from now on. */
    record Published(Dataset dataset, Model model) implements TrainerEvent {}

    /** It gave no model. */
    record Refused(Dataset dataset, Rejection rejection) implements TrainerEvent {}

    /** A record of the datasets topic could not be read, and went to the dead letters. */
    record Buried(String topic, int partition, long offset, Throwable cause) implements TrainerEvent {}

    /** Broker, disk or engine failed; the trainer waits and tries again. */
    record Failed(Throwable cause, long retryMillis) implements TrainerEvent {}
}
