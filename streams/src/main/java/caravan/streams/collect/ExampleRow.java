package caravan.streams.collect;

import caravan.schemas.EngravingExample;
import caravan.schemas.ModelCall;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An example as a line of a dataset file. */
final class ExampleRow {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ExampleRow() {}

    /** The line, without its end. */
    static String of(EngravingExample example) {
        ObjectNode row = JSON.createObjectNode()
                .put("id", example.getId())
                .put("instruction", example.getInstruction())
                .put("input", example.getInput())
                .put("answer", example.getAnswer())
                .put("prompt", example.getPrompt())
                .put("completion", example.getCompletion())
                .put("finished", example.getFinished());
        ArrayNode principles = row.putArray("principles");
        example.getPrinciples().forEach(principles::add);
        ArrayNode parents = row.putArray("parents");
        example.getLineage().getParents().forEach(parents::add);
        example.getLineage()
                .getCall()
                .ifPresent(call -> row.put("call", call.getCallId())
                        .put("seed", call.getSeed())
                        .put("temperature", call.getSampling().getTemperature())
                        .put("topP", call.getSampling().getTopP()));
        row.put("source", example.getLineage().getSource())
                .put("model", modelOf(example))
                .put("run", example.getLineage().getRun())
                .put("round", example.getLineage().getRound())
                .put("principlesVersion", example.getLineage().getPrinciples());
        try {
            return JSON.writeValueAsString(row);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers can always be written", e);
        }
    }

    /** Version of the model that wrote the answer. */
    static String modelOf(EngravingExample example) {
        return example.getLineage().getCall().map(ModelCall::getModel).orElse("unknown");
    }
}
