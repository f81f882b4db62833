package caravan.cli.command;

import caravan.cli.config.CaravanConfig;
import caravan.cli.config.ModelSection;
import caravan.cli.host.DjlBacking;
import caravan.cli.host.LocalCluster;
import caravan.cli.host.ServedFiles;
import caravan.cli.serve.ApiServer;
import caravan.cli.serve.Door;
import caravan.cli.serve.ServedModel;
import caravan.inference.LanguageModel;
import caravan.inference.ModelFiles;
import caravan.inference.djl.DjlLanguageModel;
import caravan.principles.Principles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves a model to any program that speaks OpenAI's API. */
@Command(
        name = "serve",
        description = {
            "Serve a model over HTTP as OpenAI does: /v1/completions, /v1/chat/completions (both streamed, if asked), "
                    + "/v1/models.",
            "With the environment variable " + ServeCommand.TOKEN + " set, only to who shows it as a bearer token."
        },
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    static final String TOKEN = "CARAVAN_SERVE_TOKEN";

    @Mixin
    private Invocation invocation = new Invocation();

    @Option(
            names = "--model",
            paramLabel = "ALIAS|FOLDER",
            description =
                    "What the data folder's models call aligned or base, looked up once at the start; or pocket, or"
                            + " a model folder. Default: ${DEFAULT-VALUE}.")
    private String model = "aligned";

    @Option(names = "--port", description = "Where to listen, 0 for any free port. Default: ${DEFAULT-VALUE}.")
    private int port = 8000;

    @Option(
            names = "--address",
            description = "Of which interface; beyond the loopback interface a token is demanded. Default:"
                    + " ${DEFAULT-VALUE}.")
    private String address = "127.0.0.1";

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean isFolder = model.equals(ModelSection.POCKET) || Files.isDirectory(Path.of(model));
        CaravanConfig config = isFolder ? invocation.load("model.folder=" + model) : invocation.load();
        LogFile.begin(config.data(), "serve");
        InetAddress listening = InetAddress.getByName(address);
        Door door;
        try {
            door = new Door(listening, Optional.ofNullable(System.getenv(TOKEN)));
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage() + " (" + TOKEN + ")", e);
        }
        ModelFiles files = isFolder ? DjlBacking.files(config, Invocation.home()) : served(config);
        Set<String> names =
                new LinkedHashSet<>(List.of(Path.of(model).getFileName().toString(), files.version()));
        Principles principles = Principles.load(config.principles());
        CountDownLatch stopping = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        try (LanguageModel engine = DjlLanguageModel.open(config.model().engine(), files);
                ApiServer server = ApiServer.start(
                        new InetSocketAddress(listening, port),
                        new ServedModel(engine, files.version(), List.copyOf(names), principles.engraving()),
                        door)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stopping, stopped), "stop-serving"));
            invocation.out().printf("serving %s as %s at %s%n", files.version(), names, server.url());
            invocation.out().flush();
            stopping.await();
        } finally {
            stopped.countDown();
        }
        return ExitCode.OK;
    }

    private ModelFiles served(CaravanConfig config) throws IOException {
        try (LocalCluster local = LocalCluster.reach(config)) {
            return ServedFiles.of(local.cluster(), model);
        }
    }

    /** The JVM ends when its hooks have, so this one waits until all is closed. */
    private static void stop(CountDownLatch stopping, CountDownLatch stopped) {
        stopping.countDown();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
