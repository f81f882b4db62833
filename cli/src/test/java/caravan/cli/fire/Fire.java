package caravan.cli.fire;

import caravan.cli.fire.Scenario.Victim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/**
 * Runs the trials one after the other and prints a line for each: {@code short}, some minutes, or {@code long}, then
 * {@code --only WORD,WORD} for some of them, {@code --kills N} and {@code --requests N} for fewer. Exit code 1 if
 * anything was lost or doubled, or a call repeated that was done.
 */
@Command(name = "infra/fire/short or infra/fire/long", mixinStandardHelpOptions = true)
final class Fire implements Callable<Integer> {
    private static final FakeModel.Pace PACE = new FakeModel.Pace(32, 200);
    private static final String ELASTIC = "elastic";
    private static final String WHOLE = "whole";
    private static final String PENDING = "pending-";
    private static final List<String> SHORT =
            List.of(Victim.GENERATE.word(), Victim.TOGETHER.word(), Victim.BROKER.word(), ELASTIC);

    @Parameters(hidden = true)
    private String length = "";

    @Option(names = "--only", split = ",", description = "Some of the trials, by name.")
    private List<String> only = List.of();

    @Option(names = "--kills", description = "Of each trial; by its kind without it.")
    private int kills;

    @Option(names = "--requests", description = "Of each trial; 5000, or 1000 in short.")
    private int requests;

    private Fire() {}

    /** What came of a trial, and what it has to say besides; empty for nothing. */
    private record Told(Outcome outcome, String figures) {}

    public static void main(String[] arguments) {
        Runtime.getRuntime().halt(new CommandLine(new Fire()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean isLong = length.equals("long");
        List<String> known = new ArrayList<>();
        for (Victim victim : Victim.values()) {
            known.add(victim.word());
        }
        known.addAll(List.of(WHOLE, PENDING + 100_000, PENDING + 1_000_000, ELASTIC));
        List<String> wanted = only.isEmpty() ? (isLong ? known : SHORT) : only;
        if (!known.containsAll(wanted)) {
            throw new ParameterException(
                    new CommandLine(this),
                    "--only takes some of " + String.join(",", known) + ", was " + String.join(",", wanted));
        }
        return run(wanted, isLong, kills, requests > 0 ? requests : isLong ? 5_000 : 1_000);
    }

    private static int run(List<String> wanted, boolean isLong, int kills, int requests)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("fire");
        List<Outcome> outcomes = new ArrayList<>();
        System.out.println(Outcome.HEADER);
        for (String word : wanted) {
            MachineLoad load = MachineLoad.begin();
            Told told = trial(word, folder.resolve(word), isLong, kills, requests);
            outcomes.add(told.outcome());
            System.out.println(told.outcome().row() + "  " + load.end());
            if (!told.figures().isEmpty()) {
                System.out.println(told.figures());
            }
        }
        boolean isSound = outcomes.stream().allMatch(Outcome::isSound);
        if (!isSound) {
            System.err.println("what the processes wrote is kept in " + folder);
        }
        System.out.println(Outcome.sum(outcomes));
        return isSound ? 0 : 1;
    }

    private static Told trial(String word, Path folder, boolean isLong, int kills, int requests)
            throws IOException, InterruptedException {
        if (word.equals(ELASTIC)) {
            Elastic elastic = new Elastic(folder, isLong ? 20_000 : 7_000, isLong ? 12_000 : 5_000);
            return new Told(elastic.run(), elastic.figures());
        }
        if (word.equals(WHOLE)) {
            Whole whole = new Whole(folder, requests, kills > 0 ? kills : isLong ? 20 : 3);
            return new Told(whole.run(), whole.figures());
        }
        if (word.startsWith(PENDING)) {
            LongBacklog backlog =
                    new LongBacklog(folder, Integer.parseInt(word.substring(PENDING.length())), kills > 0 ? kills : 3);
            return new Told(backlog.run(), backlog.figures());
        }
        Victim victim = Victim.valueOf(wordToName(word));
        int byDefault = isLong ? 20 : victim == Victim.GENERATE ? 5 : 3;
        Trial trial = new Trial(new Scenario(victim, requests, kills > 0 ? kills : byDefault, PACE), folder);
        return new Told(trial.run(), trial.figures());
    }

    private static String wordToName(String word) {
        for (Victim victim : Victim.values()) {
            if (victim.word().equals(word)) {
                return victim.name();
            }
        }
        throw new IllegalArgumentException(word.toLowerCase(Locale.ROOT) + " is no trial");
    }
}
