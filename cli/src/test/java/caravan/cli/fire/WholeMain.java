package caravan.cli.fire;

import caravan.cli.config.CaravanConfig;
import caravan.cli.host.Backing;
import caravan.cli.host.BaseModel;
import caravan.cli.host.Caravan;
import caravan.cli.host.ScriptedBacking;
import caravan.cli.host.ScriptedConfig;
import caravan.cli.host.Waiting;
import caravan.cli.view.Progress;
import caravan.cli.view.RunFollower;
import caravan.inference.LanguageModel;
import caravan.trainer.Engraver;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The process that hosts everything: broker, registry, every step, the collector and the trainer, as {@code caravan
 * demo} starts them, over a scripted model that leaves a line for each call. The site's folder and broker, and how many
 * examples its run is to have; it ends by itself when the run is done.
 */
final class WholeMain {
    private static final long CALL_MILLIS = 600;

    private WholeMain() {}

    static Child start(Site site, String instance, long targetExamples) throws IOException {
        return Child.start(
                WholeMain.class, site.log(instance), site.folder(), site.brokers(), instance, targetExamples);
    }

    /** Its configuration, for who looks at what it has left. */
    static CaravanConfig config(Site site, long targetExamples) {
        return ScriptedConfig.in(
                site.folder().resolve("data"),
                targetExamples,
                "kafka.port=" + Site.portOf(site.brokers()),
                "principles=" + principles());
    }

    /** The shipped ones, wherever the trial was called from. */
    private static Path principles() {
        try {
            Path classes = Path.of(WholeMain.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return classes.resolve("../../../principles").normalize();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void main(String[] arguments) throws Exception {
        Site site = new Site(Path.of(arguments[0]), arguments[1]);
        CaravanConfig config = config(site, Long.parseLong(arguments[3]));
        try (Caravan caravan = Caravan.of(config, event -> {})) {
            Caravan.AtWork atWork = caravan.start(new Noting(config, site.calls(arguments[2])));
            try (RunFollower follower =
                    RunFollower.start(atWork.cluster(), atWork.run().getId())) {
                Progress unused = Waiting.until(follower::progress, Progress::isDone);
            }
        }
        Runtime.getRuntime().halt(0);
    }

    /** The scripted model, whose calls are noted. */
    private record Noting(ScriptedBacking scripted, Path calls) implements Backing {
        Noting(CaravanConfig config, Path calls) {
            this(new ScriptedBacking(config, CALL_MILLIS), calls);
        }

        @Override
        public BaseModel base() {
            return scripted.base();
        }

        @Override
        public LanguageModel open(BaseModel base, MeterRegistry meters) {
            return new NotedModel(scripted.open(base, meters), calls);
        }

        @Override
        public Optional<Engraver> engraver(BaseModel base, LanguageModel model) {
            return scripted.engraver(base, model);
        }
    }
}
