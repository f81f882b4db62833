package caravan.cli.fire;

import caravan.cli.host.ModelFolder;
import caravan.inference.ModelFiles;
import caravan.trainer.TrainerEvent;
import caravan.trainer.TrainerService;
import caravan.trainer.engrave.DjlEngraver;
import caravan.trainer.engrave.EngravingSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A trainer as it is run everywhere, on one thread: the site's folder and brokers, the base's folder, and the folder of
 * its models. It says in {@code steps}, beside the models, how far it is.
 */
final class TrainerMain {
    private TrainerMain() {}

    static Child start(Site site, Path base, Path models) throws IOException {
        return Child.start(TrainerMain.class, site.log("trainer"), site.folder(), site.brokers(), base, models);
    }

    /** Of the training in hand. */
    static Path steps(Path models) {
        return models.resolveSibling(models.getFileName() + "-steps");
    }

    static EngravingSettings settings() {
        EngravingSettings settings = EngravingSettings.defaults();
        return settings.withOptimizer(settings.optimizer().withThreads(1)).withCheckpointEvery(Duration.ZERO);
    }

    public static void main(String[] arguments) throws IOException {
        Site site = new Site(Path.of(arguments[0]), arguments[1]);
        Path models = Path.of(arguments[3]);
        ModelFiles base = ModelFolder.of(Path.of(arguments[2]), Optional.empty());
        Map<String, Object> client = site.client();
        client.put("group.instance.id", "trainer");
        Files.createDirectories(models);
        TrainerService service = new TrainerService(
                client,
                Site.serdes(),
                base.version(),
                new DjlEngraver(new ModelFiles(base.version(), base.base(), Optional.empty()), models, settings()),
                new SimpleMeterRegistry(),
                event -> tell(event, steps(models)));
        new Thread(service, "trainer").start();
        Child.awaitLeave();
        service.close();
        Runtime.getRuntime().halt(0);
    }

    private static void tell(TrainerEvent event, Path steps) {
        if (event instanceof TrainerEvent.Progressed progressed) {
            try {
                Files.writeString(
                        steps,
                        progressed.progress().step() + " "
                                + progressed.progress().steps() + "\n",
                        StandardCharsets.UTF_8,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
