package caravan.cli.host;

import caravan.cli.config.CaravanConfig;
import caravan.cli.config.ModelSection;
import caravan.inference.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds models by what people call them: pocket, a folder, an alias, or a version of the data folder's. */
public final class NamedModel {
    private NamedModel() {}

    /**
     * The files of these models, in their order; the cluster is looked into only if one of them is no folder.
     *
     * @param home the folder that Caravan itself lies in
     * @param base of adapter folders that name none that is here
     * @throws IOException that says which one is not to be found
     */
    public static List<ModelFiles> find(List<String> names, CaravanConfig config, Path home, Optional<Path> base)
            throws IOException {
        if (names.stream().allMatch(NamedModel::isFolder)) {
            List<ModelFiles> files = new ArrayList<>();
            for (String name : names) {
                files.add(ModelFolder.of(folder(name, home), base));
            }
            return files;
        }
        List<ModelFiles> files = new ArrayList<>();
        try (LocalCluster local = LocalCluster.reach(config);
                ServedFiles served = new ServedFiles(local.cluster())) {
            served.refresh();
            for (String name : names) {
                files.add(isFolder(name) ? ModelFolder.of(folder(name, home), base) : found(served, name));
            }
        }
        return files;
    }

    private static ModelFiles found(ServedFiles served, String name) throws IOException {
        Optional<ModelFiles> alias = served.find(name);
        Optional<ModelFiles> any = alias.isPresent() ? alias : served.version(name);
        return any.orElseThrow(() -> new IOException(
                name + ": is neither a model folder, nor an alias, nor a version; caravan models shows what there is"));
    }

    private static boolean isFolder(String name) {
        return name.equals(ModelSection.POCKET) || Files.isDirectory(Path.of(name));
    }

    private static Path folder(String name, Path home) {
        return name.equals(ModelSection.POCKET) ? home.resolve("inference").resolve(name) : Path.of(name);
    }
}
