package caravan.trainer.engrave;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of an adapter in the making. It becomes visible, under a name that says its content, only when all its bytes
 * are on the disk; a crash before leaves a draft that the next attempt at the same dataset removes.
 *
 * @param models where adapters' folders are
 * @param draft where its files are written
 */
record AdapterFolder(Path models, Path draft) {
    /** An empty draft; tells at once when the disk cannot be written. */
    static AdapterFolder create(Path models, String dataset) throws IOException {
        Files.createDirectories(models);
        Path draft = models.resolve("." + dataset + ".part");
        delete(draft);
        return new AdapterFolder(models, Files.createDirectory(draft));
    }

    /**
     * Names the draft {@code BASE+adapter-HASH} by the first 32 bits of its content's SHA-256, and gives its folder. An
     * equal adapter that is already there stays.
     */
    Path seal(String base) throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(draft)) {
            files = listed.sorted(Comparator.comparing(Path::getFileName)).toList();
        }
        Path folder = models.resolve(base + "+adapter-" + hash(files).substring(0, 8));
        for (Path file : files) {
            sync(file);
        }
        sync(draft);
        if (Files.exists(folder)) {
            delete(draft);
        } else {
            Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
        }
        sync(models);
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

    /** Forces a file's bytes, or a folder's entries, to the disk. */
    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
