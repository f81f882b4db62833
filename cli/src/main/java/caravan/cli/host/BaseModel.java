package caravan.cli.host;

import caravan.cli.config.CaravanConfig;
import caravan.cli.config.ModelSection;
import caravan.schemas.Model;
import caravan.schemas.ModelKind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The base model of a configuration.
 *
 * @param version its folder's name and a hash of its files, or its name at its server
 * @param uri the folder where it lies, or the server that has it
 */
public record BaseModel(String version, URI uri) {
    /** One in a folder. */
    public BaseModel(String version, Path folder) {
        this(version, folder.toUri());
    }

    /** The folder of one that lies in one. */
    public Path folder() {
        return Path.of(uri);
    }

    /** Of a larger file only the beginning is hashed: its header names every tensor, and its size is hashed too. */
    private static final int HASHED_BYTES_MAX = 64 << 20;

    private static final List<String> NEEDED = List.of("config.json", "tokenizer.json");

    /**
     * Looks at the folder.
     *
     * @throws IOException if it is no model folder; the message says what is missing
     */
    public static BaseModel of(CaravanConfig config, Path home) throws IOException {
        String named = config.model().folder();
        return of(named.equals(ModelSection.POCKET) ? home.resolve("inference").resolve("pocket") : Path.of(named));
    }

    /**
     * Looks at a folder.
     *
     * @throws IOException if it is no model folder; the message says what is missing
     */
    static BaseModel of(Path named) throws IOException {
        Path folder = named.toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            throw new IOException("model folder " + folder + ": is not there");
        }
        for (String file : NEEDED) {
            if (!Files.isRegularFile(folder.resolve(file))) {
                throw new IOException("model folder " + folder + ": has no " + file
                        + "; a Hugging Face folder has config.json, tokenizer.json and *.safetensors");
            }
        }
        try (Stream<Path> listed = Files.list(folder)) {
            if (listed.noneMatch(file -> file.toString().endsWith(".safetensors"))) {
                throw new IOException("model folder " + folder + ": has no *.safetensors");
            }
        }
        return new BaseModel(folder.getFileName() + "-" + hash(folder, BaseModel::isPartOfModel), folder);
    }

    /** The record that announces it. */
    Model record(Map<String, String> settings, long now) {
        return Model.newBuilder()
                .setVersion(version)
                .setKind(ModelKind.BASE)
                .setBase(version)
                .setUri(uri.toString())
                .setAncestry(List.of())
                .setSettings(settings)
                .setMetrics(Map.of())
                .setCreatedAt(now)
                .build();
    }

    private static boolean isPartOfModel(String name) {
        return NEEDED.contains(name) || name.endsWith(".safetensors") || name.equals("generation_config.json");
    }

    /** Twelve digits of a hash of a folder's files. */
    static String hash(Path folder, Predicate<String> isPart) throws IOException {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.filter(file -> isPart.test(String.valueOf(file.getFileName())))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            sha256.update((file.getFileName() + " " + Files.size(file) + "\n").getBytes(StandardCharsets.UTF_8));
            try (InputStream in = Files.newInputStream(file)) {
                sha256.update(in.readNBytes(HASHED_BYTES_MAX));
            }
        }
        return HexFormat.of().formatHex(sha256.digest()).substring(0, 12);
    }
}
