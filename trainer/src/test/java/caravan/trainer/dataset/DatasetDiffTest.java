package caravan.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import caravan.trainer.dataset.DatasetDiff.Counts;
import caravan.trainer.dataset.DatasetDiff.Rows;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetDiffTest {
    @TempDir
    private Path folder;

    private List<SealedRow> sealed(String id, List<String> lines) throws Exception {
        return new SealedRowReader("</s>").read(List.of(SealedFiles.seal(folder, id, lines)));
    }

    @Test
    void tellsRowsApartByIdAndByContent() throws Exception {
        List<SealedRow> before = sealed(
                "one",
                List.of(
                        SealedFiles.row("a", "x", "1"),
                        SealedFiles.row("b", "y", "2"),
                        SealedFiles.row("c", "z", "3")));
        List<SealedRow> after = sealed(
                "two",
                List.of(
                        SealedFiles.row("b", "y", "2"),
                        SealedFiles.row("c", "z", "4"),
                        SealedFiles.row("d", "x", "1")));

        DatasetDiff diff = DatasetDiff.between(before, after);

        assertThat(diff.ids()).isEqualTo(new Counts(1, 1, 1, 1));
        assertThat(diff.contents()).isEqualTo(new Counts(1, 1, 2, 0));
        assertThat(diff.parts().get("source")).isEqualTo(Map.of("unknown", new Rows(3, 3)));
    }

    @Test
    void readsTheAnswerOfRowsThatHoldItOnlyWithItsMarker() throws Exception {
        assertThat(sealed("old", List.of(SealedFiles.row("a", "x", "Yes.</s>"))))
                .extracting(SealedRow::answer, SealedRow::finished)
                .containsExactly(tuple("Yes.", true));
    }
}
