package caravan.cli.fire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * Engines of 0.05, 1, 12 and 90 s a batch, each with 1 and with 32 tasks and 10,000 requests waiting: a line for each,
 * and exit code 1 if one is not good. An engine that sleeps takes no processor, so the slow ones run side by side, but
 * start one after the other: what keeps a stream thread longest is its first commit, to a broker that has just started
 * as well. {@code --only SECONDS,SECONDS} picks some.
 */
@Command(name = "infra/fire/slow", mixinStandardHelpOptions = true)
final class SlowMain implements Callable<Integer> {
    private static final int WAITING = 10_000;
    private static final int[] TASKS = {1, 32};

    @Option(names = "--only", split = ",", description = "Some of the engines, by seconds a batch.")
    private List<String> only = List.of();

    private SlowMain() {}

    private record Speed(String seconds, long batchMillis, int batches, boolean alone) {}

    private static final List<Speed> SPEEDS = List.of(
            new Speed("0.05", 50, 300, true),
            new Speed("1", 1_000, 30, true),
            new Speed("12", 12_000, 10, false),
            new Speed("90", 90_000, 10, false));

    public static void main(String[] arguments) {
        Runtime.getRuntime().halt(new CommandLine(new SlowMain()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> all = SPEEDS.stream().map(Speed::seconds).toList();
        List<String> wanted = only.isEmpty() ? all : only;
        if (!all.containsAll(wanted)) {
            throw new ParameterException(
                    new CommandLine(this),
                    "--only takes some of " + String.join(",", all) + ", was " + String.join(",", wanted));
        }
        Path folder = Files.createTempDirectory("slow");
        List<CompletableFuture<Slow.Cell>> cells = new ArrayList<>();
        System.out.println(Slow.HEADER);
        for (Speed speed : SPEEDS) {
            for (int tasks : TASKS) {
                if (wanted.contains(speed.seconds())) {
                    Path site = folder.resolve(speed.seconds() + "-" + tasks);
                    Slow slow = new Slow(site, speed.batchMillis(), tasks, WAITING, speed.batches());
                    CompletableFuture<Slow.Cell> cell = begin(slow, site.getFileName() + "");
                    cells.add(cell);
                    if (speed.alone()) {
                        cell.join();
                    }
                    slow.awaitWarm(cell);
                }
            }
        }
        boolean isGood = true;
        for (CompletableFuture<Slow.Cell> cell : cells) {
            isGood &= cell.join().isGood();
        }
        return isGood ? 0 : 1;
    }

    private static CompletableFuture<Slow.Cell> begin(Slow slow, String name) {
        Executor ownThread = work -> new Thread(work, name).start();
        return CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return slow.run();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                                throw new IllegalStateException(e);
                            }
                        },
                        ownThread)
                .whenComplete((cell, thrown) -> {
                    if (cell != null) {
                        System.out.println(cell.row());
                    }
                });
    }
}
