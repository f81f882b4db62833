package caravan.trainer.export;

import caravan.trainer.dataset.SealedRow;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Writes rows as a folder: {@code README.md}, a file or more of each view in {@code data/VIEW/}, the card's pictures in
 * {@code plots/}, and what was left out in {@code removed.jsonl}. The folder is there whole or not at all.
 */
public final class Export {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROWS_PER_FILE_MAX = 100_000;

    private Export() {}

    /**
     * Writes them.
     *
     * @param folder must not exist, or be empty
     * @return what is in it, and what was left out
     * @throws IOException if the folder holds something, no row is left, or the disk fails
     */
    public static Selection write(Path folder, ExportSettings settings, Provenance provenance, List<SealedRow> rows)
            throws IOException {
        Path target = folder.toAbsolutePath().normalize();
        requireEmpty(target);
        Selection selection = Selection.of(rows, new Decontamination(settings.suites()));
        if (selection.kept().isEmpty()) {
            throw new IOException("of " + rows.size() + " rows none is left to export: " + selection.contaminated()
                    + " hold items of the suites, " + selection.duplicates() + " are duplicates");
        }
        Path parent = target.getParent();
        if (parent == null) {
            throw new IOException(folder + ": is no folder to export to");
        }
        Files.createDirectories(parent);
        Path staging = Files.createDirectory(
                parent.resolve(".caravan-export-" + ProcessHandle.current().pid() + "-" + System.nanoTime()));
        try {
            writeInto(staging, settings, provenance, selection);
            Files.deleteIfExists(target);
            Files.move(staging, target);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            throw new IOException(target + ": somebody else has written there meanwhile", e);
        } finally {
            delete(staging);
        }
        return selection;
    }

    private static void requireEmpty(Path target) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (!Files.isDirectory(target)) {
            throw new IOException(target + ": must be a folder, is a file");
        }
        try (Stream<Path> listed = Files.list(target)) {
            if (listed.findAny().isPresent()) {
                throw new IOException(target + ": must be empty or not exist; exports are never written over");
            }
        }
    }

    private static void writeInto(Path folder, ExportSettings settings, Provenance provenance, Selection selection)
            throws IOException {
        for (View view : View.values()) {
            Path data = Files.createDirectories(folder.resolve("data").resolve(view.configuration()));
            for (Format format : settings.format().written()) {
                writeView(data, format, view, selection.kept());
            }
        }
        try (BufferedWriter lines = Files.newBufferedWriter(folder.resolve("removed.jsonl"))) {
            for (Selection.Removed removed : selection.removed()) {
                lines.write(JSON.writeValueAsString(removed));
                lines.write('\n');
            }
        }
        Plots plots = Plots.of(selection.kept(), Card.rejected(provenance));
        plots.write(folder);
        Files.writeString(folder.resolve("README.md"), new Card(settings, provenance, selection, plots).text());
    }

    private static void writeView(Path data, Format format, View view, List<SealedRow> rows) throws IOException {
        int files = (rows.size() + ROWS_PER_FILE_MAX - 1) / ROWS_PER_FILE_MAX;
        for (int i = 0; i < files; i++) {
            String name = String.format(Locale.ROOT, "train-%05d-of-%05d.%s", i, files, format.suffix());
            int from = i * ROWS_PER_FILE_MAX;
            RowFile.write(
                    data.resolve(name),
                    format,
                    view,
                    rows.subList(from, Math.min(rows.size(), from + ROWS_PER_FILE_MAX)));
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
