package caravan.inference.djl;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** What a Hugging Face folder holds beside its weights: a model made from another takes it along. */
final class SideFiles {
    private static final List<String> COPIED = List.of(
            "tokenizer.json",
            "tokenizer.model",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "merges.txt",
            "chat_template.jinja",
            "generation_config.json");

    private SideFiles() {}

    /** Copies the tokenizer and {@code config.json}, which then says the dtype that the new weights are in. */
    static void copy(Path base, Path folder, Dtype dtype) throws IOException {
        for (String name : COPIED) {
            if (Files.isRegularFile(base.resolve(name))) {
                Files.copy(base.resolve(name), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        var mapper = new ObjectMapper();
        var config = (ObjectNode) mapper.readTree(base.resolve("config.json").toFile());
        config.remove("dtype"); // its name in newer files; all readers know the older one
        config.put("torch_dtype", dtype == Dtype.BFLOAT16 ? "bfloat16" : "float32");
        mapper.writerWithDefaultPrettyPrinter()
                .writeValue(folder.resolve("config.json").toFile(), config);
    }
}
