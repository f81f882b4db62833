package caravan.cli.fire;

import static java.nio.charset.StandardCharsets.UTF_8;

import caravan.inference.Capabilities;
import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.LanguageModel;
import caravan.inference.Load;
import caravan.inference.ModelFiles;
import caravan.schemas.ContentHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Another model, each call of which leaves a line in a file, as {@link Calls} reads them: what it asked, as a hash. */
record NotedModel(LanguageModel model, Path calls) implements LanguageModel {
    @Override
    public CompletableFuture<Generation> generate(GenerationCall call) {
        String asked = ContentHash.of("asked", call.model(), String.valueOf(call.prefix()), call.text(), call.seed());
        try {
            Files.writeString(
                    calls,
                    Calls.line(System.currentTimeMillis(), Calls.BEGUN, asked),
                    UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return model.generate(call);
    }

    @Override
    public Capabilities capabilities() {
        return model.capabilities();
    }

    @Override
    public CompletableFuture<Void> load(ModelFiles files) {
        return model.load(files);
    }

    @Override
    public CompletableFuture<Void> unload(String version) {
        return model.unload(version);
    }

    @Override
    public Set<String> versions() {
        return model.versions();
    }

    @Override
    public Load load() {
        return model.load();
    }

    @Override
    public void close() {
        model.close();
    }
}
