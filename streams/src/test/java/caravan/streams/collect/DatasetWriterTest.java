package caravan.streams.collect;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.schemas.Dataset;
import caravan.schemas.DatasetFile;
import caravan.schemas.EngravingExample;
import caravan.schemas.OffsetRange;
import caravan.streams.flow.Samples;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetWriterTest {
    private static final int PARTITIONS = 2;
    private static final int BATCH = 3;
    private static final int TARGET = 12;

    @TempDir
    Path folder;

    private static EngravingExample example(String run, String id) {
        return EngravingExample.newBuilder()
                .setId(id)
                .setInstruction("Name a river of «" + id + "»")
                .setInput("")
                .setAnswer("The Loire")
                .setPrompt("### User\nName a river\n\n### Bactrian\n")
                .setCompletion("The Loire\n\n### User")
                .setFinished(true)
                .setPrinciples(List.of(2, 7))
                .setLineage(Samples.lineage(run))
                .build();
    }

    /** Offsets have gaps, as transaction markers leave them. */
    private static long offset(int number) {
        return number * 3L;
    }

    /**
     * Does what the collector does: reads on from the manifest's positions, flushes every few examples and seals at the
     * target.
     */
    private static void collect(DatasetWriter writer, int perPartition) throws IOException {
        Map<Integer, Long> positions = new TreeMap<>(writer.positions());
        if (sealed(writer)) {
            return;
        }
        for (int number = 0; number < perPartition; number++) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                if (offset(number) < positions.getOrDefault(partition, 0L)) {
                    continue;
                }
                String run = number % 4 == 3 ? "other" : "run-1";
                writer.add(partition, offset(number), example(run, partition + "/" + number), 1);
                positions.put(partition, offset(number) + 1);
                if (writer.waiting() >= BATCH || writer.examples("run-1") >= TARGET) {
                    writer.flush(positions);
                }
                if (sealed(writer)) {
                    return;
                }
            }
        }
        writer.flush(positions);
    }

    private static boolean sealed(DatasetWriter writer) throws IOException {
        boolean due = writer.examples("run-1") >= TARGET && writer.unsealed("run-1") > 0;
        if (due) {
            writer.seal("run-1", 42);
        }
        return due;
    }

    /** Seals each time that a run has so many, as the collector does in the middle of what it reads. */
    private static void collectEvery(DatasetWriter writer, int every, int perPartition) throws IOException {
        Map<Integer, Long> positions = new TreeMap<>(writer.positions());
        if (writer.unsealed("run-1") >= every) {
            writer.seal("run-1", 42);
        }
        for (int number = 0; number < perPartition; number++) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                if (offset(number) < positions.getOrDefault(partition, 0L)) {
                    continue;
                }
                String run = number % 4 == 3 ? "other" : "run-1";
                writer.add(partition, offset(number), example(run, partition + "/" + number), 1);
                positions.put(partition, offset(number) + 1);
                if (writer.waiting() >= BATCH || writer.unsealed("run-1") >= every) {
                    writer.flush(positions);
                }
                if (writer.unsealed("run-1") >= every) {
                    writer.seal("run-1", 42);
                }
            }
        }
        writer.flush(positions);
    }

    private static List<String> ids(Dataset dataset) throws Exception {
        List<String> ids = new ArrayList<>();
        for (DatasetFile file : dataset.getFiles()) {
            byte[] bytes = Files.readAllBytes(Path.of(URI.create(file.getUri())));
            assertThat(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)))
                    .isEqualTo(file.getSha256());
            assertThat((long) bytes.length).isEqualTo(file.getBytes());
            try (ZstdInputStream lines =
                    new ZstdInputStream(Files.newInputStream(Path.of(URI.create(file.getUri()))))) {
                for (String line : new String(lines.readAllBytes(), StandardCharsets.UTF_8).split("\n", 0)) {
                    ids.add(new ObjectMapper().readTree(line).get("id").textValue());
                }
            }
        }
        return ids;
    }

    @Test
    void sealsARunsExamplesWithRangesFilesAndChecksums() throws Exception {
        DatasetWriter writer = DatasetWriter.open(folder, new LocalDisk());

        collect(writer, 20);

        assertThat(writer.datasets()).singleElement().satisfies(dataset -> {
            assertThat(dataset.getRun()).isEqualTo("run-1");
            assertThat(dataset.getExamples()).isEqualTo(TARGET);
            assertThat(ids(dataset)).hasSize(TARGET).doesNotHaveDuplicates().noneMatch(id -> id.endsWith("/3"));
            assertThat(dataset.getRanges()).hasSize(PARTITIONS).allMatch(range -> range.getFrom() == 0);
            assertThat(dataset.getModels()).containsExactly("unknown");
        });
    }

    @Test
    void losesAndDoublesNothingWhenItIsStoppedBetweenAnyTwoFileOperations() throws Exception {
        DatasetWriter undisturbed = DatasetWriter.open(folder.resolve("undisturbed"), new LocalDisk());
        collect(undisturbed, 20);
        Dataset expected = undisturbed.datasets().get(0);

        int stops = 0;
        for (boolean stopped = true; stopped; stops++) {
            Path place = folder.resolve("stopped-" + stops);
            stopped = false;
            try {
                collect(DatasetWriter.open(place, new CrashingDisk(stops)), 20);
            } catch (IOException powerCut) {
                stopped = true;
            }
            DatasetWriter resumed = DatasetWriter.open(place, new LocalDisk());
            if (resumed.datasets().isEmpty()) {
                collect(resumed, 20);
            }

            Dataset dataset = resumed.datasets().get(0);
            assertThat(resumed.datasets()).hasSize(1);
            assertThat(ids(dataset)).as("stopped after %d operations", stops).isEqualTo(ids(expected));
            assertThat(dataset.getRanges()).isEqualTo(expected.getRanges());
            assertThat(dataset.getId()).isEqualTo(expected.getId());
        }
        assertThat(stops).isGreaterThan(10);
    }

    @Test
    void dividesARunAmongTheSameDatasetsWhereverItIsStopped() throws Exception {
        DatasetWriter undisturbed = DatasetWriter.open(folder.resolve("undisturbed"), new LocalDisk());
        collectEvery(undisturbed, 5, 12);
        List<List<String>> expected = idsOfEach(undisturbed);
        assertThat(expected).hasSize(3).allSatisfy(ids -> assertThat(ids).hasSize(5));
        assertThat(expected.stream().flatMap(List::stream)).doesNotHaveDuplicates();

        int stops = 0;
        for (boolean stopped = true; stopped; stops++) {
            Path place = folder.resolve("stopped-" + stops);
            stopped = false;
            try {
                collectEvery(DatasetWriter.open(place, new CrashingDisk(stops)), 5, 12);
            } catch (IOException powerCut) {
                stopped = true;
            }
            List<Dataset> sealedBefore =
                    DatasetWriter.open(place, new LocalDisk()).datasets();
            DatasetWriter resumed = DatasetWriter.open(place, new LocalDisk());
            collectEvery(resumed, 5, 12);

            assertThat(idsOfEach(resumed))
                    .as("stopped after %d operations", stops)
                    .isEqualTo(expected);
            assertThat(resumed.datasets().subList(0, sealedBefore.size())).isEqualTo(sealedBefore);
            assertThat(resumed.datasets())
                    .extracting(Dataset::getId)
                    .isEqualTo(
                            undisturbed.datasets().stream().map(Dataset::getId).toList());
        }
        assertThat(stops).isGreaterThan(20);
    }

    private static List<List<String>> idsOfEach(DatasetWriter writer) throws Exception {
        List<List<String>> ids = new ArrayList<>();
        for (Dataset dataset : writer.datasets()) {
            ids.add(ids(dataset));
        }
        return ids;
    }

    @Test
    void survivesASecondStopWhileResuming() throws Exception {
        DatasetWriter undisturbed = DatasetWriter.open(folder.resolve("undisturbed"), new LocalDisk());
        collect(undisturbed, 20);

        for (int first = 0; first < 20; first += 3) {
            Path place = folder.resolve("twice-" + first);
            for (int operations : List.of(first, 3, 5)) {
                try {
                    DatasetWriter writer = DatasetWriter.open(place, new CrashingDisk(operations));
                    if (writer.datasets().isEmpty()) {
                        collect(writer, 20);
                    }
                } catch (IOException powerCut) {
                    assertThat(powerCut).hasMessage("power cut");
                }
            }
            DatasetWriter resumed = DatasetWriter.open(place, new LocalDisk());
            if (resumed.datasets().isEmpty()) {
                collect(resumed, 20);
            }
            assertThat(ids(resumed.datasets().get(0)))
                    .isEqualTo(ids(undisturbed.datasets().get(0)));
        }
    }

    @Test
    void beginsTheNextDatasetWhereTheLastOneEnded() throws Exception {
        DatasetWriter writer = DatasetWriter.open(folder, new LocalDisk());
        collect(writer, 20);
        writer.add(0, 100, example("run-1", "late"), 1);
        writer.flush(Map.of(0, 101L, 1, 60L));
        writer.seal("run-1", 43);

        Dataset first = writer.datasets().get(0);
        Dataset second = writer.datasets().get(1);

        assertThat(second.getRanges().get(0).getFrom())
                .isEqualTo(first.getRanges().get(0).getTo());
        assertThat(ids(second)).containsExactly("late");
        assertThat(second.getId()).isNotEqualTo(first.getId());
    }

    /** The checksums in the record are compared with the files each time that ids are read. */
    @Test
    void leavesASealedDatasetAsItIsWhateverComesLater() throws Exception {
        DatasetWriter writer = DatasetWriter.open(folder, new LocalDisk());
        collectEvery(writer, 5, 4);
        Dataset first = writer.datasets().get(0);
        List<String> before = ids(first);

        collectEvery(writer, 5, 20);
        DatasetWriter resumed = DatasetWriter.open(folder, new LocalDisk());
        resumed.learn(resumed.datasets());
        resumed.add(0, 100, example("run-1", "late"), 1);
        resumed.flush(Map.of(0, 101L, 1, 60L));
        resumed.seal("run-1", 43);

        assertThat(resumed.datasets()).hasSizeGreaterThan(2).first().isEqualTo(first);
        assertThat(ids(first)).isEqualTo(before);
        assertThat(resumed.datasets())
                .flatExtracting(Dataset::getFiles)
                .extracting(DatasetFile::getUri)
                .doesNotHaveDuplicates();
    }

    @Test
    void readsItsOwnDatasetsInTheTopicAsKnown() throws Exception {
        DatasetWriter writer = DatasetWriter.open(folder, new LocalDisk());
        collect(writer, 20);
        Map<Integer, Long> positions = Map.copyOf(writer.positions());

        writer.learn(writer.datasets());

        assertThat(writer.positions()).isEqualTo(positions);
    }

    @Test
    void beginsAnewBehindTheDatasetsOfAnotherMachine() throws Exception {
        Dataset elsewhere = Dataset.newBuilder()
                .setId("elsewhere")
                .setRun("run-1")
                .setRanges(List.of(new OffsetRange(0, 0L, 10L), new OffsetRange(1, 0L, 10L)))
                .setExamples(5)
                .setFiles(List.of(new DatasetFile("file:///there", "00", 1L, 5L)))
                .setPrinciples("p")
                .setModels(List.of("m"))
                .setSealedAt(1)
                .build();
        DatasetWriter writer = DatasetWriter.open(folder, new LocalDisk());
        writer.add(0, 30, example("run-1", "unsealed"), 1);
        writer.flush(Map.of(0, 31L));

        writer.learn(List.of(elsewhere));
        writer.add(0, 9, example("run-1", "in the other's dataset"), 1);
        writer.add(0, 10, example("run-1", "behind it"), 1);
        writer.add(0, 5, example("run-2", "of another run"), 1);

        assertThat(writer.positions()).isEmpty();
        assertThat(writer.waiting()).isEqualTo(2);
        assertThat(writer.unsealed("run-1")).isEqualTo(1);
        assertThat(writer.examples("run-1")).isEqualTo(6);
    }

    @Test
    void goesOnFromAManifestThatKnewNoTimes() throws Exception {
        DatasetWriter writer = DatasetWriter.open(folder, new LocalDisk());
        writer.add(0, 0, example("run-1", "a"), 1);
        writer.flush(Map.of(0, 1L));
        Path manifest = folder.resolve("manifest.json");
        Files.writeString(
                manifest, Files.readString(manifest).replaceAll(",\\s*\"since\" : \\d+", ""), StandardCharsets.UTF_8);
        assertThat(Files.readString(manifest)).doesNotContain("since");

        DatasetWriter resumed = DatasetWriter.open(folder, new LocalDisk());

        assertThat(resumed.unsealed("run-1")).isEqualTo(1);
        assertThat(resumed.waitedMillis("run-1", 100)).isEqualTo(100);
    }

    @Test
    void givesARunWhoseNameIsNoFileNameAFolderAllTheSame() throws Exception {
        DatasetWriter writer = DatasetWriter.open(folder, new LocalDisk());

        writer.add(0, 0, example("../../etc/run", "x"), 1);
        writer.flush(Map.of(0, 1L));
        writer.seal("../../etc/run", 1);

        assertThat(Path.of(URI.create(writer.datasets().get(0).getFiles().get(0).getUri())))
                .startsWith(folder);
    }
}
