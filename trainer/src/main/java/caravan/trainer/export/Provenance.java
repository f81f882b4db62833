package caravan.trainer.export;

import caravan.schemas.Dataset;
import java.util.List;
import java.util.SortedMap;

/**
 * What is known of the exported datasets besides their rows.
 *
 * @param datasets as sealed, in the order of the rows
 * @param rejected how many records left the path of their runs: by step, then by reason
 * @param madeBy name and version of the program
 */
public record Provenance(List<Dataset> datasets, SortedMap<String, SortedMap<String, Long>> rejected, String madeBy) {
    public Provenance {
        datasets = List.copyOf(datasets);
    }
}
