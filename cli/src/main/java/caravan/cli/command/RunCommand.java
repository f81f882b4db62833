package caravan.cli.command;

import caravan.cli.clone.CloningThread;
import caravan.cli.config.Backend;
import caravan.cli.config.CaravanConfig;
import caravan.cli.config.ConfigText;
import caravan.cli.console.Watched;
import caravan.cli.console.Watching;
import caravan.cli.demo.TrainingNews;
import caravan.cli.host.Backing;
import caravan.cli.host.Caravan;
import caravan.cli.host.DjlBacking;
import caravan.cli.host.OpenAiBacking;
import caravan.cli.view.LiveView;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** The same as the demo, for work: it goes on until it is stopped, and other commands look into it. */
@Command(
        name = "run",
        description =
                "Run the path as configured, until stopped. Several may share a cluster, each with a data folder.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Mixin
    private Invocation invocation = new Invocation();

    @Mixin
    private ViewOptions view = new ViewOptions();

    private static Backing backing(CaravanConfig config) throws IOException {
        return switch (config.model().backend()) {
            case DJL -> new DjlBacking(config, Invocation.home());
            case OPENAI -> OpenAiBacking.of(config.model().openai(), System.getenv());
        };
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        CaravanConfig config = invocation.load();
        LogFile.begin(config.data(), "caravan");
        invocation.out().print(ConfigText.of(config));
        invocation.out().flush();
        TrainingNews news = new TrainingNews();
        Caravan caravan = Caravan.of(config, news);
        CountDownLatch stopping = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            stopping.countDown();
                            caravan.close();
                        },
                        "stop-caravan"));
        try (caravan) {
            Caravan.AtWork atWork = caravan.start(backing(config));
            invocation.out().println("metrics " + atWork.metrics());
            LiveView live = new LiveView(invocation.out(), view.isDrawn(), atWork.meters());
            boolean clones =
                    config.steps().verbose().enabled() && config.model().backend() == Backend.DJL;
            try (Watching watching =
                    Watching.start(config.console(), System.getenv(), Watched.of(atWork, config.model()))) {
                watching.console().ifPresent(url -> invocation.out().println("console " + url));
                Optional<CloningThread> cloning = clones
                        ? Optional.of(CloningThread.start(atWork, config, run -> watching.follow(run.getId())))
                        : Optional.empty();
                try {
                    while (!stopping.await(100, TimeUnit.MILLISECONDS)) {
                        live.show(watching.progress(), news.latest());
                    }
                } finally {
                    cloning.ifPresent(CloningThread::close);
                }
            }
        }
        return ExitCode.OK;
    }
}
