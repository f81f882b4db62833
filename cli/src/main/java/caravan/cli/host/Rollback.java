package caravan.cli.host;

import caravan.schemas.Model;
import caravan.schemas.Serving;
import caravan.schemas.Topics;
import java.io.IOException;
import java.util.Map;

/**
 * Lets {@code aligned} mean an earlier model, or a later one again. Only {@code serving} is written: whoever serves the
 * alias, {@code generate} among them, changes over without a restart, and the next model that is trained takes it over
 * as always.
 */
public final class Rollback {
    private static final String ALIGNED = "aligned";
    private static final String BASE = "base";

    private final Cluster cluster;

    /** Rollbacks on a cluster. */
    public Rollback(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Makes a version the aligned one; acknowledged when this returns.
     *
     * @param by who decides
     * @throws IOException if there is no such version, or it is an adapter on another base than the one in use
     */
    public Serving to(String version, String by) throws IOException {
        Model model = Tables.latest(cluster, Topics.MODELS).get(version);
        if (model == null) {
            throw new IOException("there is no model " + version + "; caravan models shows them");
        }
        Map<String, Serving> serving = Tables.latest(cluster, Topics.SERVING);
        Serving base = serving.get(BASE);
        if (base != null && !base.getVersion().equals(model.getBase())) {
            throw new IOException("model " + version + " is one on the base " + model.getBase()
                    + ", and the base in use is " + base.getVersion());
        }
        var chosen = new Serving(ALIGNED, version, by, System.currentTimeMillis());
        try (Writer writer = new Writer(cluster)) {
            writer.send(Topics.SERVING, ALIGNED, chosen);
        }
        return chosen;
    }
}
