package caravan.cli.command;

import caravan.cli.config.CaravanConfig;
import caravan.cli.host.LocalCluster;
import caravan.cli.host.SourceDeclaration;
import caravan.cli.host.Sources;
import caravan.schemas.Source;
import caravan.schemas.SourceStatus;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds prompt sources to a path at work, lets them rest, removes them. */
@Command(
        name = "source",
        description = {
            "Add prompt sources to the path while it works, list them, let them rest, remove them.",
            "Kinds: file, http, topic, sample, and those of jars on the class path; docs/sources.md has their settings."
        },
        mixinStandardHelpOptions = true)
final class SourceCommand {
    private static final String HINT = "there is no source %s; caravan source list shows them%n";

    @Mixin
    private Invocation invocation = new Invocation();

    /** Every source. */
    @Command(description = "List every source, how it fares and what came of it.", mixinStandardHelpOptions = true)
    int list() throws IOException {
        try (LocalCluster local = LocalCluster.reach(invocation.loadFor("source"))) {
            Sources sources = new Sources(local.cluster());
            Map<String, Source> all = sources.all();
            Map<String, SourceStatus> statuses = sources.statuses();
            Map<String, Long> examples = sources.examples();
            all.forEach((name, source) ->
                    print(source, Optional.ofNullable(statuses.get(name)), examples.getOrDefault(name, 0L)));
            if (all.isEmpty()) {
                invocation.out().println("no source yet; caravan source add makes one");
            }
        }
        return ExitCode.OK;
    }

    /** One more. */
    @Command(
            description = "Add a source; whoever runs the path begins to read it at once.",
            mixinStandardHelpOptions = true)
    int add(
            @Parameters(paramLabel = "NAME", description = "In every lineage and id.") String name,
            @Parameters(paramLabel = "KIND", description = "file, http, topic, sample, or a jar's own.") String kind,
            @Parameters(paramLabel = "KEY=VALUE", arity = "0..*", description = "The kind's settings.") @Nullable
                    Map<String, String> settings,
            @Option(names = "--weight", defaultValue = "1", description = "Its share while the path is short.")
                    String weight,
            @Option(
                            names = "--rate",
                            defaultValue = "0",
                            description = "At most so many entries a second; 0: no limit.")
                    String rate,
            @Option(names = "--paused", description = "Let it rest until caravan source resume.") boolean paused)
            throws IOException {
        Map<String, String> written = new HashMap<>(settings == null ? Map.of() : settings);
        written.put("kind", kind);
        written.put("weight", weight);
        written.put("rate-per-second", rate);
        written.put("paused", Boolean.toString(paused));
        CaravanConfig config = invocation.loadFor("source");
        try (LocalCluster local = LocalCluster.reach(config)) {
            Optional<Source> added;
            try {
                added = new Sources(local.cluster())
                        .prepare(config)
                        .add(new SourceDeclaration(name, written, "a person"));
            } catch (IllegalArgumentException e) {
                invocation.err().println(e.getMessage());
                return ExitCode.USAGE;
            }
            if (added.isEmpty()) {
                invocation
                        .err()
                        .printf("there is a source %s already; remove it first, it goes on where it was%n", name);
                return ExitCode.SOFTWARE;
            }
            print(added.get(), Optional.empty(), 0);
            return ExitCode.OK;
        }
    }

    /** Rests. */
    @Command(description = "Let a source rest.", mixinStandardHelpOptions = true)
    int pause(@Parameters(paramLabel = "NAME") String name) throws IOException {
        return setPaused(name, true);
    }

    /** Goes on. */
    @Command(description = "Let a resting source go on where it was.", mixinStandardHelpOptions = true)
    int resume(@Parameters(paramLabel = "NAME") String name) throws IOException {
        return setPaused(name, false);
    }

    /** One less. */
    @Command(
            description = "Remove a source. What it gave stays on the path; added again, it goes on where it was.",
            mixinStandardHelpOptions = true)
    int remove(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--forget",
                            description = "Forget where it was: added again, it is read from its beginning.")
                    boolean forget)
            throws IOException {
        CaravanConfig config = invocation.loadFor("source");
        if (config.sources().containsKey(name)) {
            invocation
                    .err()
                    .printf("source %s is written in the configuration: remove it there first, or pause it%n", name);
            return ExitCode.USAGE;
        }
        try (LocalCluster local = LocalCluster.reach(config)) {
            Sources sources = new Sources(local.cluster());
            boolean isRemoved = sources.remove(name);
            if (forget) {
                sources.forget(name);
            }
            if (!isRemoved && !forget) {
                invocation.err().printf(HINT, name);
                return ExitCode.SOFTWARE;
            }
            invocation.out().println("removed " + name + (forget ? ", and forgotten where it was" : ""));
            return ExitCode.OK;
        }
    }

    private int setPaused(String name, boolean paused) throws IOException {
        try (LocalCluster local = LocalCluster.reach(invocation.loadFor("source"))) {
            Sources sources = new Sources(local.cluster());
            Optional<Source> changed = sources.setPaused(name, paused);
            if (changed.isEmpty()) {
                invocation.err().printf(HINT, name);
                return ExitCode.SOFTWARE;
            }
            print(changed.get(), Optional.empty(), 0);
            return ExitCode.OK;
        }
    }

    private void print(Source source, Optional<SourceStatus> status, long examples) {
        String state = source.getPaused()
                ? "paused"
                : status.map(SourceStatus::getState)
                        .filter(text -> !text.isEmpty())
                        .orElse("new");
        String shown = new TreeMap<>(source.getSettings())
                .entrySet().stream()
                        .filter(setting -> !setting.getKey().contains("sha256"))
                        .map(setting -> setting.getKey() + "=" + setting.getValue())
                        .collect(Collectors.joining(" "));
        invocation
                .out()
                .printf(
                        "%-20s %-8s %-8s weight %s, %s  %s%n",
                        source.getName(),
                        source.getKind(),
                        state,
                        plain(source.getWeight()),
                        source.getRatePerSecond() == 0 ? "any rate" : plain(source.getRatePerSecond()) + "/s",
                        shown);
        status.ifPresent(known -> printStatus(known, examples));
    }

    private void printStatus(SourceStatus status, long examples) {
        long refused = status.getRejected().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        String reasons = new TreeMap<>(status.getRejected())
                .entrySet().stream()
                        .map(reason -> reason.getKey() + " " + reason.getValue())
                        .collect(Collectors.joining(", "));
        invocation
                .out()
                .printf(
                        "    %,d in, %,d kept, %,d rejected%s, %,d examples made%n",
                        status.getKept() + refused,
                        status.getKept(),
                        refused,
                        reasons.isEmpty() ? "" : " (" + reasons + ")",
                        examples);
        status.getAddress().ifPresent(address -> invocation.out().println("    " + address));
        status.getDetail().ifPresent(detail -> invocation.out().println("    " + detail));
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
