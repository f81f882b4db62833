package caravan.inference.djl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/** Reads and writes {@code adapter_config.json}, which says a LoRA adapter's shape in PEFT's words. */
final class AdapterConfigFile {
    private AdapterConfigFile() {}

    static LoraConfig read(Path folder) throws IOException {
        Path file = folder.resolve("adapter_config.json");
        if (!Files.isRegularFile(file)) {
            throw new IOException(folder + ": is not an adapter folder, for it has no adapter_config.json");
        }
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        if (!json.path("peft_type").asText("").equals("LORA")) {
            throw new IOException(file + ": peft_type must be LORA, was " + json.path("peft_type"));
        }
        var targets = new ArrayList<String>();
        json.path("target_modules").forEach(target -> targets.add(target.asText()));
        try {
            int rank = json.path("r").asInt();
            return new LoraConfig(
                    rank,
                    json.path("lora_alpha").asDouble(rank),
                    json.path("lora_dropout").asDouble(0),
                    targets);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    static void write(Path folder, LoraConfig lora, String base) throws IOException {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("peft_type", "LORA");
        json.put("task_type", "CAUSAL_LM");
        json.put("base_model_name_or_path", base);
        json.put("r", lora.rank());
        json.put("lora_alpha", lora.alpha());
        json.put("lora_dropout", lora.dropout());
        json.put("bias", "none");
        json.put("inference_mode", true);
        lora.targets().forEach(json.putArray("target_modules")::add);
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(folder.resolve("adapter_config.json").toFile(), json);
    }
}
