package caravan.cli.command;

import caravan.cli.config.CaravanConfig;
import caravan.cli.eval.EvaluationJson;
import caravan.cli.eval.EvaluationPicture;
import caravan.cli.eval.EvaluationTable;
import caravan.cli.host.NamedModel;
import caravan.inference.LanguageModel;
import caravan.inference.ModelFiles;
import caravan.inference.Scheduling;
import caravan.inference.djl.DjlLanguageModel;
import caravan.principles.Principles;
import caravan.trainer.evaluation.Evaluator;
import caravan.trainer.evaluation.Scored;
import caravan.trainer.evaluation.Suite;
import caravan.trainer.evaluation.SuiteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Puts suites to models, side by side. */
@Command(
        name = "eval",
        description = {
            "Score models on suites: multiple choice by log-likelihood (TruthfulQA's and BIG-bench's files, or JSON lines"
                    + " with right and wrong answers), and answers checked by program (JSON lines with checks).",
            "No suite of others comes along: name files of your own. Models are asked without principles, under the"
                    + " prompt that engraved models are asked with."
        },
        mixinStandardHelpOptions = true)
final class EvalCommand implements Callable<Integer> {
    private static final int TOLD_EVERY = 100;

    @Mixin
    private Invocation invocation = new Invocation();

    @Parameters(
            paramLabel = "MODEL",
            arity = "1..*",
            description = "aligned, base, a version that `caravan models` lists, pocket, a model folder, or an adapter"
                    + " folder as PEFT writes it. The others are compared with the first.")
    private List<String> models = new ArrayList<>();

    @Option(names = "--suite", paramLabel = "FILE", required = true, description = "A suite's file; may be repeated.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--base", paramLabel = "FOLDER", description = "The base of adapter folders that name none here.")
    private Optional<Path> base = Optional.empty();

    @Option(names = "--json", paramLabel = "FILE", description = "Write all scores there, item by item.")
    private @Nullable Path json;

    @Option(names = "--picture", paramLabel = "FILE", description = "Draw the scores there, as SVG.")
    private @Nullable Path picture;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "So many items of each suite only, of all behaviours alike.")
    private Optional<Integer> limit = Optional.empty();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (limit.filter(most -> most < 1).isPresent()) {
            throw new ParameterException(
                    invocation.commandLine(), "--limit must be at least 1, was " + limit.orElseThrow());
        }
        CaravanConfig config = invocation.loadFor("eval");
        List<Suite> suites = new ArrayList<>();
        for (Path file : files) {
            Suite whole = SuiteFile.read(file);
            suites.add(limit.map(whole::limit).orElse(whole));
        }
        List<ModelFiles> named = NamedModel.find(models, config, Invocation.home(), base);
        List<List<Scored>> results = new ArrayList<>();
        String frame;
        try (LanguageModel engine = DjlLanguageModel.open(config.model().engine(), named.get(0))) {
            Evaluator evaluator =
                    new Evaluator(engine, Principles.load(config.principles()).engraving(), Scheduling.DEFAULT);
            frame = evaluator.frame();
            for (Suite suite : suites) {
                results.add(score(engine, evaluator, suite, named));
                EvaluationTable.print(invocation.out(), results.get(results.size() - 1));
            }
        }
        if (json != null) {
            Files.writeString(json, EvaluationJson.of(results, frame));
        }
        if (picture != null) {
            Files.writeString(picture, EvaluationPicture.of(results));
        }
        return ExitCode.OK;
    }

    /** One model after the other, so that only one is held beside the first. */
    private List<Scored> score(LanguageModel engine, Evaluator evaluator, Suite suite, List<ModelFiles> named)
            throws InterruptedException {
        List<Scored> scored = new ArrayList<>();
        for (ModelFiles files : named) {
            engine.load(files).join();
            scored.add(evaluator.score(files.version(), suite, done -> tell(files, suite, done)));
            if (!files.version().equals(named.get(0).version())) {
                engine.unload(files.version()).join();
            }
        }
        return scored;
    }

    private void tell(ModelFiles files, Suite suite, int done) {
        if (done % TOLD_EVERY == 0) {
            invocation
                    .err()
                    .printf(
                            "%s on %s: %d of %d items%n",
                            files.version(), suite.name(), done, suite.items().size());
            invocation.err().flush();
        }
    }
}
