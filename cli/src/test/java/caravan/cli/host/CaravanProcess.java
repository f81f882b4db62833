package caravan.cli.host;

import caravan.cli.config.CaravanConfig;
import caravan.cli.view.Progress;
import caravan.cli.view.RunFollower;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A caravan in a process of its own, so that it can be killed. */
final class CaravanProcess {
    private static final long CALL_MILLIS = 30;

    private CaravanProcess() {}

    /**
     * Starts one on a data folder; it ends by itself when its run is done.
     *
     * @param more further options, {@code key=value}
     */
    static Process start(Path data, long targetExamples, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx700m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CaravanProcess.class.getName(),
                data.toString(),
                Long.toString(targetExamples)));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        data.resolve("process.log").toFile()))
                .start();
    }

    /** The process itself: data folder, target, and further options. */
    public static void main(String[] arguments) throws Exception {
        CaravanConfig config = ScriptedConfig.in(
                Path.of(arguments[0]),
                Long.parseLong(arguments[1]),
                Arrays.copyOfRange(arguments, 2, arguments.length));
        try (Caravan caravan = Caravan.of(config, event -> {})) {
            Caravan.AtWork atWork = caravan.start(new ScriptedBacking(config, CALL_MILLIS));
            try (RunFollower follower =
                    RunFollower.start(atWork.cluster(), atWork.run().getId())) {
                Progress unused = Waiting.until(follower::progress, Progress::isDone);
            }
        }
    }
}
