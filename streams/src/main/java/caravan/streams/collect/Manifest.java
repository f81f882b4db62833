package caravan.streams.collect;

import caravan.schemas.ContentHash;
import caravan.schemas.Dataset;
import caravan.schemas.DatasetFile;
import caravan.schemas.OffsetRange;
import caravan.streams.flow.Clones;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the writer has on disk: the truth about parts and positions. Immutable; each change is a new one.
 *
 * @param positions by partition, the first offset that is in no part yet
 * @param open by run, what is not sealed yet
 * @param sealed datasets, oldest first
 */
record Manifest(SortedMap<Integer, Long> positions, SortedMap<String, Open> open, List<Sealed> sealed) {
    static final Manifest EMPTY = new Manifest(new TreeMap<>(), new TreeMap<>(), List.of());

    /** A file of examples, by its path in the datasets folder. */
    record Part(String file, String sha256, long bytes, long examples) {}

    /**
     * Examples of one run, and what is said of them together.
     *
     * @param since when the first of them was taken in, in milliseconds since the epoch; 0 where an older version wrote
     *     it
     */
    record Open(List<Part> parts, SortedSet<String> models, String principles, int round, long since) {
        long examples() {
            return parts.stream().mapToLong(Part::examples).sum();
        }

        long bytes() {
            return parts.stream().mapToLong(Part::bytes).sum();
        }
    }

    /** A part of a partition: offsets from the first up to, but not including, the second. */
    record Range(int partition, long from, long to) {}

    /** A dataset as it is, or will be, in the topic. */
    record Sealed(String id, String run, List<Range> ranges, Open content, long sealedAt) {
        /** One that another writer sealed: its files are wherever it says. */
        static Sealed elsewhere(Dataset dataset) {
            List<Part> parts = dataset.getFiles().stream()
                    .map(file -> new Part(file.getUri(), file.getSha256(), file.getBytes(), file.getExamples()))
                    .toList();
            return new Sealed(
                    dataset.getId(),
                    dataset.getRun(),
                    dataset.getRanges().stream()
                            .map(range -> new Range(range.getPartition(), range.getFrom(), range.getTo()))
                            .toList(),
                    new Open(
                            parts,
                            new TreeSet<>(dataset.getModels()),
                            dataset.getPrinciples(),
                            dataset.getRound(),
                            dataset.getSealedAt()),
                    dataset.getSealedAt());
        }

        Dataset dataset(Path folder) {
            return Dataset.newBuilder()
                    .setId(id)
                    .setRun(run)
                    .setRanges(ranges.stream()
                            .map(range -> new OffsetRange(range.partition(), range.from(), range.to()))
                            .toList())
                    .setExamples(content.examples())
                    .setFiles(content.parts().stream()
                            .map(part -> new DatasetFile(
                                    folder.resolve(part.file())
                                            .toAbsolutePath()
                                            .toUri()
                                            .toString(),
                                    part.sha256(),
                                    part.bytes(),
                                    part.examples()))
                            .toList())
                    .setPrinciples(content.principles())
                    .setModels(List.copyOf(content.models()))
                    .setRound(content.round())
                    .setView(Clones.isClone(run) ? Clones.VIEW : "engraved")
                    .setSealedAt(sealedAt)
                    .build();
        }
    }

    /** Examples of a run that are in parts: those in its datasets and the others. */
    long examples(String run) {
        return openExamples(run)
                + sealed.stream()
                        .filter(dataset -> dataset.run().equals(run))
                        .mapToLong(dataset -> dataset.content().examples())
                        .sum();
    }

    /** Examples of a run that are in parts and in no dataset. */
    long openExamples(String run) {
        Open content = open.get(run);
        return content == null ? 0 : content.examples();
    }

    /** How many datasets a run has. */
    long datasets(String run) {
        return sealed.stream().filter(dataset -> dataset.run().equals(run)).count();
    }

    /** With more parts, each of one run, up to new positions. */
    Manifest with(Map<String, Open> added, Map<Integer, Long> newPositions) {
        SortedMap<String, Open> opened = new TreeMap<>(open);
        added.forEach((run, more) -> opened.merge(run, more, Manifest::joined));
        return new Manifest(new TreeMap<>(newPositions), opened, sealed);
    }

    /** With a run's open parts sealed. */
    Manifest sealing(String run, long nowMillis) {
        SortedMap<String, Open> opened = new TreeMap<>(open);
        Open content = opened.remove(run);
        if (content == null) {
            throw new IllegalArgumentException("run " + run + " has no examples to seal");
        }
        List<Range> ranges = new ArrayList<>();
        positions.forEach((partition, to) -> ranges.add(new Range(partition, startOf(run, partition), to)));
        String id = ContentHash.of("dataset", run, ranges);
        List<Sealed> datasets = new ArrayList<>(sealed);
        datasets.add(new Sealed(id, run, List.copyOf(ranges), content, nowMillis));
        return new Manifest(positions, opened, List.copyOf(datasets));
    }

    /** Where a run's next dataset begins in a partition: where its last one ended. */
    long startOf(String run, int partition) {
        return sealed.stream()
                .filter(dataset -> dataset.run().equals(run))
                .flatMap(dataset -> dataset.ranges().stream())
                .filter(range -> range.partition() == partition)
                .mapToLong(Range::to)
                .max()
                .orElse(0);
    }

    private static Open joined(Open before, Open more) {
        List<Part> parts = new ArrayList<>(before.parts());
        parts.addAll(more.parts());
        SortedSet<String> models = new TreeSet<>(before.models());
        models.addAll(more.models());
        return new Open(
                List.copyOf(parts),
                models,
                more.principles(),
                Math.max(before.round(), more.round()),
                Math.min(before.since(), more.since()));
    }
}
