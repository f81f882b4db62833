package caravan.trainer.pretrain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes {@code generation_config.json}, by which other programs know where a text of the model ends. */
final class GenerationConfigFile {
    private GenerationConfigFile() {}

    static void write(Path folder) throws IOException {
        Files.writeString(folder.resolve("generation_config.json"), """
                {
                  "do_sample": true,
                  "temperature": 1.0,
                  "top_p": 0.98,
                  "eos_token_id": 0,
                  "pad_token_id": 1
                }
                """);
    }
}
