package caravan.streams.collect;

import caravan.schemas.ContentHash;
import caravan.schemas.Dataset;
import caravan.schemas.EngravingExample;
import caravan.streams.collect.Manifest.Open;
import caravan.streams.collect.Manifest.Part;
import caravan.streams.collect.Manifest.Sealed;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Writes examples to parts, and parts to datasets, so that a stop at any moment loses and doubles nothing: what the
 * manifest does not name did not happen. A call that threw an {@link IOException} has changed nothing and may be called
 * again. Knows no Kafka; not thread-safe.
 */
final class DatasetWriter {
    private static final String MANIFEST = "manifest.json";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path folder;
    private final Disk disk;
    private final SortedMap<String, List<EngravingExample>> waiting = new TreeMap<>();
    private final Map<String, Long> waitingSince = new HashMap<>();
    private Manifest manifest;

    private DatasetWriter(Path folder, Disk disk, Manifest manifest) {
        this.folder = folder;
        this.disk = disk;
        this.manifest = manifest;
    }

    /** Goes on in a folder where its manifest stands, or begins there. */
    static DatasetWriter open(Path folder, Disk disk) throws IOException {
        disk.makeFolder(folder);
        Path file = folder.resolve(MANIFEST);
        Manifest manifest =
                Files.exists(file) ? JSON.readValue(Files.readAllBytes(file), Manifest.class) : Manifest.EMPTY;
        return new DatasetWriter(folder, disk, manifest);
    }

    /**
     * Learns which datasets are in the topic. If there is one that this folder does not know, another machine has been
     * writing: what is not sealed here is forgotten, and examples are to be read again from the beginning, where those
     * in datasets will be passed over.
     */
    void learn(List<Dataset> published) throws IOException {
        Set<String> known = manifest.sealed().stream().map(Sealed::id).collect(Collectors.toSet());
        List<Sealed> sealed = new ArrayList<>(manifest.sealed());
        published.stream()
                .filter(dataset -> !known.contains(dataset.getId()))
                .map(Sealed::elsewhere)
                .forEach(sealed::add);
        if (sealed.size() > known.size()) {
            for (Open content : manifest.open().values()) {
                for (Part part : content.parts()) {
                    disk.delete(folder.resolve(part.file()));
                }
            }
            waiting.clear();
            waitingSince.clear();
            put(new Manifest(new TreeMap<>(), new TreeMap<>(), List.copyOf(sealed)));
        }
    }

    /** By partition, the first offset to be read; a partition that is missing is read from its beginning. */
    Map<Integer, Long> positions() {
        return manifest.positions();
    }

    /** Takes an example in; it counts once it is flushed. */
    void add(int partition, long offset, EngravingExample example, long nowMillis) {
        String run = example.getLineage().getRun();
        if (offset >= manifest.startOf(run, partition)) {
            waiting.computeIfAbsent(run, r -> new ArrayList<>()).add(example);
            waitingSince.putIfAbsent(run, nowMillis);
        }
    }

    /** Examples that were taken in and not flushed. */
    int waiting() {
        return waiting.values().stream().mapToInt(List::size).sum();
    }

    /** Examples of a run: in datasets, in parts and waiting. */
    long examples(String run) {
        return manifest.examples(run) + waiting.getOrDefault(run, List.of()).size();
    }

    /** Examples of a run that are in no dataset. */
    long unsealed(String run) {
        return manifest.openExamples(run) + waiting.getOrDefault(run, List.of()).size();
    }

    /** Compressed bytes of a run's parts that are in no dataset. */
    long unsealedBytes(String run) {
        Open content = manifest.open().get(run);
        return content == null ? 0 : content.bytes();
    }

    /** Milliseconds since the first example of a run that is in no dataset was taken in; 0 if there is none. */
    long waitedMillis(String run, long nowMillis) {
        Open content = manifest.open().get(run);
        long since = content == null ? waitingSince.getOrDefault(run, nowMillis) : content.since();
        return nowMillis - since;
    }

    /** Runs that have examples in no dataset. */
    SortedSet<String> unsealedRuns() {
        SortedSet<String> runs = new TreeSet<>(manifest.open().keySet());
        runs.addAll(waiting.keySet());
        return runs;
    }

    /**
     * Writes what waits, one part for each run, and then the manifest.
     *
     * @param positions by partition, the first offset that was not taken in: a consumer's position
     */
    void flush(Map<Integer, Long> positions) throws IOException {
        Map<String, Open> added = new TreeMap<>();
        for (Map.Entry<String, List<EngravingExample>> run : waiting.entrySet()) {
            List<EngravingExample> examples = run.getValue();
            EngravingExample last = examples.get(examples.size() - 1);
            added.put(
                    run.getKey(),
                    new Open(
                            List.of(write(run.getKey(), examples)),
                            examples.stream().map(ExampleRow::modelOf).collect(Collectors.toCollection(TreeSet::new)),
                            last.getLineage().getPrinciples(),
                            examples.stream()
                                    .mapToInt(example -> example.getLineage().getRound())
                                    .max()
                                    .orElse(0),
                            waitingSince.getOrDefault(run.getKey(), 0L)));
        }
        put(manifest.with(added, positions));
        waiting.clear();
        waitingSince.clear();
    }

    /** Seals what a run has in parts. */
    void seal(String run, long nowMillis) throws IOException {
        put(manifest.sealing(run, nowMillis));
    }

    /** All sealed datasets, oldest first. */
    List<Dataset> datasets() {
        return manifest.sealed().stream().map(one -> one.dataset(folder)).toList();
    }

    private Part write(String run, List<EngravingExample> examples) throws IOException {
        long number = manifest.open().containsKey(run)
                ? manifest.open().get(run).parts().size() + 1L
                : 1;
        String lines =
                examples.stream().map(example -> ExampleRow.of(example) + "\n").collect(Collectors.joining());
        byte[] bytes = Zstd.compress(lines.getBytes(StandardCharsets.UTF_8));
        String file =
                "%s/dataset-%04d/part-%05d.jsonl.zst".formatted(folderName(run), manifest.datasets(run) + 1, number);
        replace(folder.resolve(file), bytes);
        return new Part(file, sha256(bytes), bytes.length, examples.size());
    }

    private void put(Manifest next) throws IOException {
        replace(folder.resolve(MANIFEST), JSON.writeValueAsBytes(next));
        manifest = next;
    }

    private void replace(Path file, byte[] bytes) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
        Path parent = file.getParent();
        if (parent != null) {
            disk.makeFolder(parent);
        }
        disk.write(unfinished, bytes);
        disk.rename(unfinished, file);
    }

    /** The run's name if it can be a folder's, else a hash of it. */
    private static String folderName(String run) {
        return run.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}") ? run : ContentHash.of(run);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
