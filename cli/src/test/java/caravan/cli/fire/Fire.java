package caravan.cli.fire;

import caravan.cli.fire.Scenario.Victim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the scenarios one after the other and prints a line for each: {@code short}, some minutes, or {@code long}. Exit
 * code 1 if anything was lost or doubled.
 */
final class Fire {
    private static final FakeModel.Pace PACE = new FakeModel.Pace(32, 200);

    private Fire() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        boolean isLong = arguments[0].equals("long");
        List<Scenario> scenarios = isLong ? scenarios(5_000, 20, 20, 20) : scenarios(1_000, 5, 3, 3);
        Path folder = Files.createTempDirectory("fire");
        List<Outcome> outcomes = new ArrayList<>();

        System.out.println(Outcome.HEADER);
        for (Scenario scenario : scenarios) {
            Outcome outcome =
                    new Trial(scenario, folder.resolve(scenario.victim().name())).run();
            outcomes.add(outcome);
            System.out.println(outcome.row());
        }
        Elastic elastic = new Elastic(folder.resolve("ELASTIC"), isLong ? 20_000 : 7_000, isLong ? 12_000 : 5_000);
        Outcome joined = elastic.run();
        outcomes.add(joined);
        System.out.println(joined.row());
        System.out.println(elastic.figures());
        boolean isSound = outcomes.stream().allMatch(outcome -> outcome.lost() == 0 && outcome.doubled() == 0);
        if (!isSound) {
            System.err.println("what the processes wrote is kept in " + folder);
        }
        System.out.println(Outcome.sum(outcomes));
        Runtime.getRuntime().halt(isSound ? 0 : 1);
    }

    private static List<Scenario> scenarios(int requests, int ofGenerate, int ofEverything, int ofBroker) {
        return List.of(
                new Scenario(Victim.GENERATE, requests, ofGenerate, PACE),
                new Scenario(Victim.EVERYTHING, requests, ofEverything, PACE),
                new Scenario(Victim.BROKER, requests, ofBroker, PACE));
    }
}
