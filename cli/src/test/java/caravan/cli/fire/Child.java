package caravan.cli.fire;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of the trial, started anew after each kill. It ends with its parent. Not thread-safe. */
final class Child {
    private final Class<?> main;
    private final Path log;
    private final List<String> arguments;
    private Process process;

    private Child(Class<?> main, Path log, List<String> arguments, Process process) {
        this.main = main;
        this.log = log;
        this.arguments = arguments;
        this.process = process;
    }

    static Child start(Class<?> main, Path log, Object... arguments) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Object argument : arguments) {
            texts.add(argument.toString());
        }
        return new Child(main, log, texts, begin(main, log, texts));
    }

    private static Process begin(Class<?> main, Path log, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void startAgain() throws IOException {
        process = begin(main, log, arguments);
    }

    /** Asks it to leave in order, and waits for that. */
    void leave() throws IOException, InterruptedException {
        process.getOutputStream().close();
        process.waitFor();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What a child waits for: nothing is ever said to it but the end. */
    static void awaitLeave() throws IOException {
        while (System.in.read() >= 0) {
            // Nothing is said.
        }
    }
}
