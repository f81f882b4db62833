package caravan.trainer.engrave;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The folder of a model that is done. It is visible, under a name that says its content, only once it is durable. */
final class ModelFolder {
    private ModelFolder() {}

    /**
     * Copies a model's files into {@code NAME-HASH}, named by the first 32 bits of their SHA-256, and gives that
     * folder. An equal model that is already there stays. The source stays too: should the process end before the model
     * is published, all this is done again.
     *
     * @param models where the folder is made
     * @param more small texts that lie with the model, by file name; they are no part of its hash
     */
    static Path seal(Path source, Path models, String name, Map<String, String> more) throws IOException {
        List<Path> files = DurableFiles.list(source);
        Path folder = models.resolve(name + "-" + hash(files).substring(0, 8));
        if (Files.exists(folder)) {
            return folder;
        }
        Path draft = models.resolve("." + folder.getFileName() + ".part");
        DurableFiles.delete(draft);
        Files.createDirectories(draft);
        for (Path file : files) {
            Files.copy(file, draft.resolve(file.getFileName()));
        }
        for (Map.Entry<String, String> text : more.entrySet()) {
            Files.writeString(draft.resolve(text.getKey()), text.getValue());
        }
        DurableFiles.syncFolder(draft);
        Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.sync(models);
        return folder;
    }

    private static String hash(List<Path> files) throws IOException {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        for (Path file : files) {
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
        return HexFormat.of().formatHex(sha256.digest());
    }
}
