package caravan.cli.command;

import caravan.cli.config.CaravanConfig;
import caravan.cli.config.ModelSection;
import caravan.cli.host.AliasWatch;
import caravan.cli.host.LocalCluster;
import caravan.cli.host.ModelFolder;
import caravan.cli.host.ServedFiles;
import caravan.cli.serve.ApiServer;
import caravan.cli.serve.Door;
import caravan.cli.serve.ServedModel;
import caravan.cli.serve.ServedModels;
import caravan.inference.LanguageModel;
import caravan.inference.ModelFiles;
import caravan.inference.djl.DjlLanguageModel;
import caravan.principles.EngravingPrompt;
import caravan.principles.Principles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                    "What the data folder's models call aligned or base, followed while a caravan is at work there; or"
                            + " pocket, a model folder, or an adapter folder as PEFT writes it. May be repeated."
                            + " Default: aligned.")
    private List<String> named = new ArrayList<>();

    @Option(
            names = "--base",
            paramLabel = "FOLDER",
            description = "The base of adapter folders that name none that is here.")
    private Optional<Path> base = Optional.empty();

    @Option(names = "--port", description = "Where to listen, 0 for any free port. Default: ${DEFAULT-VALUE}.")
    private int port = 8000;

    @Option(
            names = "--address",
            description = "Of which interface; beyond the loopback interface a token is demanded. Default:"
                    + " ${DEFAULT-VALUE}.")
    private String address = "127.0.0.1";

    @Override
    public Integer call() throws IOException, InterruptedException {
        CaravanConfig config = invocation.load();
        LogFile.begin(config.data(), "serve");
        InetAddress listening = InetAddress.getByName(address);
        Door door;
        try {
            door = new Door(listening, Optional.ofNullable(System.getenv(TOKEN)));
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage() + " (" + TOKEN + ")", e);
        }
        EngravingPrompt engraved = Principles.load(config.principles()).engraving();
        Map<String, String> aliases = new LinkedHashMap<>();
        Map<String, ServedModel> wanted = wanted(config, engraved, aliases);
        CountDownLatch stopping = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        ModelFiles first = wanted.values().iterator().next().files();
        try (LanguageModel engine = DjlLanguageModel.open(config.model().engine(), first)) {
            ServedModels models = new ServedModels(engine);
            wanted.forEach(models::serve);
            try (ApiServer server = ApiServer.start(new InetSocketAddress(listening, port), models, door);
                    AliasWatch watch = new AliasWatch(config, aliases, (alias, files) -> {
                        models.serve(alias, ServedModel.of(files, engraved, true));
                        tell(alias + " is " + files.version() + " now");
                    })) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stopping, stopped), "stop-serving"));
                wanted.forEach((name, model) ->
                        tell("serving " + model.files().version() + " as " + name + " at " + server.url()));
                watch.start();
                stopping.await();
            }
        } finally {
            stopped.countDown();
        }
        return ExitCode.OK;
    }

    private void tell(String line) {
        invocation.out().println(line);
        invocation.out().flush();
    }

    /** Every model by its name; those that are aliases are added to {@code aliases} with their versions. */
    private Map<String, ServedModel> wanted(CaravanConfig config, EngravingPrompt engraved, Map<String, String> aliases)
            throws IOException {
        Map<String, ServedModel> wanted = new LinkedHashMap<>();
        for (String name : named.isEmpty() ? List.of("aligned") : named) {
            boolean isPocket = name.equals(ModelSection.POCKET);
            boolean isAlias = !isPocket && !Files.isDirectory(Path.of(name));
            Path folder = isPocket ? Invocation.home().resolve("inference").resolve(name) : Path.of(name);
            ModelFiles files = isAlias ? served(config, name) : ModelFolder.of(folder, base);
            if (isAlias) {
                aliases.put(name, files.version());
            }
            String shown = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
            if (wanted.put(isAlias ? name : shown, ServedModel.of(files, engraved, isAlias)) != null) {
                throw new IOException("--model " + name + ": two models would have the name " + shown);
            }
        }
        return wanted;
    }

    private static ModelFiles served(CaravanConfig config, String alias) throws IOException {
        try (LocalCluster local = LocalCluster.reach(config)) {
            return ServedFiles.of(local.cluster(), alias);
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
