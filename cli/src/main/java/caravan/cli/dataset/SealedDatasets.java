package caravan.cli.dataset;

import caravan.cli.host.Cluster;
import caravan.cli.host.Tables;
import caravan.schemas.Dataset;
import caravan.schemas.Topics;
import caravan.streams.flow.Replays;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;

/**
 * The sealed datasets of a cluster.
 *
 * @param all oldest first
 */
public record SealedDatasets(List<Dataset> all) {
    public SealedDatasets {
        all = all.stream()
                .sorted(Comparator.comparingLong(Dataset::getSealedAt))
                .toList();
    }

    /** Those that are sealed now. */
    public static SealedDatasets of(Cluster cluster) {
        return new SealedDatasets(
                List.copyOf(Tables.latest(cluster, Topics.DATASETS).values()));
    }

    /**
     * The one whose id begins so.
     *
     * @throws IOException if there is none, or more than one
     */
    public Dataset named(String id) throws IOException {
        List<Dataset> found =
                all.stream().filter(dataset -> dataset.getId().startsWith(id)).toList();
        if (found.size() != 1) {
            throw new IOException(
                    (found.isEmpty() ? "there is no dataset " + id : found.size() + " datasets begin with " + id)
                            + "; caravan dataset list shows them");
        }
        return found.get(0);
    }

    /**
     * All of a run.
     *
     * @throws IOException if it has none
     */
    public List<Dataset> ofRun(String run) throws IOException {
        List<Dataset> found =
                all.stream().filter(dataset -> dataset.getRun().equals(run)).toList();
        if (found.isEmpty()) {
            throw new IOException("run " + run + " has no sealed dataset; caravan dataset list shows them");
        }
        return found;
    }

    /**
     * All of the run that sealed last, replays aside.
     *
     * @throws IOException if none is sealed
     */
    public List<Dataset> ofLatestRun() throws IOException {
        String run = all.stream()
                .map(Dataset::getRun)
                .filter(id -> !Replays.isReplay(id))
                .reduce((older, newer) -> newer)
                .orElseThrow(() -> new IOException("no dataset is sealed yet"));
        return ofRun(run);
    }
}
