package caravan.cli.serve;

import caravan.inference.ModelFiles;
import caravan.inference.chat.ChatTemplate;
import caravan.principles.EngravingPrompt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model version that may be served.
 *
 * @param files where it lies
 * @param chat how it is talked to in a chat
 */
public record ServedModel(ModelFiles files, ChatFormat chat) {
    /**
     * One that is talked to by the chat template of its folder; where it has none, in the engraved format.
     *
     * @param isEngraved of an adapter trained here: what it learned is the engraved format, whatever its base has
     * @throws IOException if a template is there and is not understood
     */
    public static ServedModel of(ModelFiles files, EngravingPrompt engraved, boolean isEngraved) throws IOException {
        Optional<ChatTemplate> template = Optional.empty();
        if (files.adapter().isPresent()) {
            Path adapter = files.adapter().get();
            template = ChatTemplate.open(adapter, files.base());
        }
        if (template.isEmpty() && !(isEngraved && files.adapter().isPresent())) {
            template = ChatTemplate.open(files.base(), files.base());
        }
        return new ServedModel(
                files, template.<ChatFormat>map(TemplatedChat::new).orElseGet(() -> new EngravedChat(engraved)));
    }

    String version() {
        return files.version();
    }
}
