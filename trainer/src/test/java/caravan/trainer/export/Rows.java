package caravan.trainer.export;

import caravan.trainer.dataset.SealedRow;
import java.util.List;
import java.util.Optional;

/** Rows for tests. */
final class Rows {
    private Rows() {}

    static SealedRow of(String id, String instruction, String input, String answer) {
        return new SealedRow(
                id,
                instruction,
                input,
                answer,
                "User: " + instruction + "\n" + input,
                answer + "</s>",
                true,
                List.of(1, 6),
                new SealedRow.Origin(
                        "seeds",
                        "run-1",
                        0,
                        "principles-1",
                        "pocket-1",
                        List.of("parent-" + id),
                        Optional.of(new SealedRow.Call("call-" + id, 7L, 0.5, 0.9))));
    }
}
