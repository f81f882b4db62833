package caravan.cli.host;

import caravan.inference.ModelFiles;
import caravan.schemas.Model;
import caravan.schemas.ModelKind;
import caravan.schemas.Serving;
import caravan.schemas.Topics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where the model lies that an alias means now. */
public final class ServedFiles {
    private ServedFiles() {}

    /**
     * Looks it up.
     *
     * @throws IOException if nothing is served under that alias
     */
    public static ModelFiles of(Cluster cluster, String alias) throws IOException {
        Map<String, Model> models = Tables.latest(cluster, Topics.MODELS);
        Model model = Optional.ofNullable(Tables.latest(cluster, Topics.SERVING).get(alias))
                .map(Serving::getVersion)
                .flatMap(version -> Optional.ofNullable(models.get(version)))
                .orElseThrow(() -> new IOException("no model is served as " + alias
                        + " in this data folder yet; caravan demo or caravan run begin with the base"));
        if (model.getKind() == ModelKind.BASE) {
            return new ModelFiles(model.getVersion(), folder(model), Optional.empty());
        }
        Model base = Optional.ofNullable(models.get(model.getBase()))
                .orElseThrow(() -> new IOException("model " + model.getVersion() + " is an adapter of "
                        + model.getBase() + ", which is not among the models"));
        return new ModelFiles(model.getVersion(), folder(base), Optional.of(folder(model)));
    }

    private static Path folder(Model model) {
        return Path.of(URI.create(model.getUri()));
    }
}
