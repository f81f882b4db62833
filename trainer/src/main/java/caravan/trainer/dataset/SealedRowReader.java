package caravan.trainer.dataset;

import caravan.schemas.Dataset;
import caravan.trainer.BadDatasetException;
import caravan.trainer.dataset.SealedRow.Call;
import caravan.trainer.dataset.SealedRow.Origin;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads whole rows, those too that older versions sealed with fewer columns. */
public final class SealedRowReader {
    private final String endOfTurn;

    /** {@code endOfTurn} is the marker that closes a finished answer, which old rows hold only with it. */
    public SealedRowReader(String endOfTurn) {
        this.endOfTurn = endOfTurn;
    }

    /**
     * Every row, in order, checked as {@link DatasetReader} checks them.
     *
     * @throws BadDatasetException when a file is not as it was sealed
     * @throws IOException when the disk fails
     */
    public List<SealedRow> read(List<Dataset> datasets) throws BadDatasetException, IOException {
        List<SealedRow> rows = new ArrayList<>();
        for (Dataset dataset : datasets) {
            rows.addAll(DatasetReader.read(dataset, this::row));
        }
        return rows;
    }

    private SealedRow row(String place, JsonNode json) throws BadDatasetException {
        DatasetRow trained = DatasetReader.row(place, json);
        boolean finished = json.path("finished").asBoolean(true);
        List<Integer> principles = new ArrayList<>();
        json.path("principles").forEach(number -> principles.add(number.asInt()));
        return new SealedRow(
                trained.id(),
                DatasetReader.text(place, json, "instruction"),
                json.path("input").asText(""),
                json.has("answer") ? DatasetReader.text(place, json, "answer") : answer(trained.completion(), finished),
                trained.prompt(),
                trained.completion(),
                finished,
                principles,
                origin(json));
    }

    private String answer(String completion, boolean finished) {
        return finished && completion.endsWith(endOfTurn)
                ? completion.substring(0, completion.length() - endOfTurn.length())
                : completion;
    }

    private static Origin origin(JsonNode json) {
        List<String> parents = new ArrayList<>();
        json.path("parents").forEach(parent -> parents.add(parent.asText()));
        Optional<Call> call = json.has("call")
                ? Optional.of(new Call(
                        json.path("call").asText(),
                        json.path("seed").asLong(),
                        json.path("temperature").asDouble(),
                        json.path("topP").asDouble()))
                : Optional.empty();
        return new Origin(
                json.path("source").asText("unknown"),
                json.path("run").asText("unknown"),
                json.path("round").asInt(),
                json.path("principlesVersion").asText("unknown"),
                json.path("model").asText("unknown"),
                parents,
                call);
    }
}
