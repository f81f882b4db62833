package caravan.cli.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A broker and a registry in a process of their own, for caravans in processes of theirs. It ends with its parent. */
final class ClusterProcess implements AutoCloseable {
    private final Process process;
    private final String bootstrapServers;
    private final URI registry;

    private ClusterProcess(Process process, String bootstrapServers, URI registry) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
        this.registry = registry;
    }

    /** Returns when both answer. */
    static ClusterProcess start(Path folder) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx500m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ClusterProcess.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        return new ClusterProcess(process, said.readLine(), URI.create(said.readLine()));
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    URI registry() {
        return registry;
    }

    /** The process itself: its folder. */
    public static void main(String[] arguments) throws IOException {
        Cluster cluster =
                LocalCluster.start(ScriptedConfig.in(Path.of(arguments[0]), 1)).cluster();
        System.out.println(cluster.bootstrapServers());
        System.out.println(cluster.registry());
        while (System.in.read() >= 0) {
            // Nothing is said to it; it only waits for the end.
        }
        Runtime.getRuntime().halt(0);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
