package caravan.cli.host;

import caravan.inference.ModelFiles;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A folder that somebody names: a whole model, or an adapter in PEFT's layout. */
public final class ModelFolder {
    private static final String ADAPTER = "adapter_config.json";

    private ModelFolder() {}

    /**
     * Looks at it.
     *
     * @param base of an adapter, where it does not itself name a folder that is here
     * @throws IOException that says what is missing
     */
    public static ModelFiles of(Path folder, Optional<Path> base) throws IOException {
        Path config = folder.resolve(ADAPTER);
        if (!Files.isRegularFile(config)) {
            BaseModel whole = BaseModel.of(folder);
            return new ModelFiles(whole.version(), whole.folder(), Optional.empty());
        }
        String named = new ObjectMapper()
                .readTree(config.toFile())
                .path("base_model_name_or_path")
                .asText("");
        Path below = base.or(() -> here(named, folder))
                .orElseThrow(() -> new IOException("adapter " + folder + ": its base '" + named
                        + "' is no folder here; --base must name the folder where it lies"));
        BaseModel whole = BaseModel.of(below);
        String version = folder.toAbsolutePath().normalize().getFileName() + "-"
                + BaseModel.hash(folder, name -> name.equals(ADAPTER) || name.endsWith(".safetensors"));
        return new ModelFiles(
                version, whole.folder(), Optional.of(folder.toAbsolutePath().normalize()));
    }

    /** As it is written, or beside the adapter. */
    private static Optional<Path> here(String named, Path folder) {
        if (named.isBlank()) {
            return Optional.empty();
        }
        Optional<Path> asWritten = Optional.of(Path.of(named)).filter(Files::isDirectory);
        return asWritten.or(() -> Optional.of(folder.resolveSibling(named)).filter(Files::isDirectory));
    }
}
