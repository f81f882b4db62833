package caravan.schemas;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where the files of a model lie, as its record says.
 *
 * @param whole a Hugging Face folder: its own, or for an adapter that of its base
 * @param adapter the adapter's folder, if it is one
 */
public record ModelFolders(Path whole, Optional<Path> adapter) {
    /** Those of a model whose base, should it be an adapter, lies in {@code base}. */
    public static ModelFolders on(Path base, Model model) {
        return model.getKind() == ModelKind.ADAPTER
                ? new ModelFolders(base, Optional.of(folder(model)))
                : new ModelFolders(folder(model), Optional.empty());
    }

    /** Those of a model whose base is looked up by its version; empty for an adapter whose base is unknown. */
    public static Optional<ModelFolders> of(Model model, Function<String, Optional<Model>> models) {
        return model.getKind() == ModelKind.ADAPTER
                ? models.apply(model.getBase()).map(base -> on(folder(base), model))
                : Optional.of(on(folder(model), model));
    }

    /** The folder that a model's record names, by URI or by path. */
    public static Path folder(Model model) {
        String uri = model.getUri();
        return uri.startsWith("file:") ? Path.of(URI.create(uri)) : Path.of(uri);
    }
}
