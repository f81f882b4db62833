package caravan.streams.generate;

import static caravan.streams.generate.GenerateDriver.about;
import static caravan.streams.generate.GenerateDriver.request;
import static caravan.streams.generate.GenerateDriver.withPrefix;
import static org.assertj.core.api.Assertions.assertThat;

import caravan.inference.GenerationCall;
import caravan.inference.ModelException.Kind;
import caravan.inference.ModelFiles;
import caravan.inference.Scores;
import caravan.inference.Scores.Choice;
import caravan.inference.Scores.Continuation;
import caravan.schemas.Completion;
import caravan.schemas.FinishReason;
import caravan.schemas.GenerationRequest;
import caravan.schemas.ModelCall;
import caravan.schemas.RequestKind;
import caravan.schemas.RunStatus;
import caravan.schemas.Sampling;
import caravan.schemas.ScoredText;
import caravan.schemas.Timing;
import caravan.schemas.Way;
import caravan.schemas.registry.InMemorySchemaRegistry;
import caravan.schemas.wire.AvroSerdes;
import caravan.streams.ScriptedModel;
import caravan.streams.backlog.Recall;
import caravan.streams.flow.TopologyBench;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateTopologyTest {
    @TempDir
    Path folder;

    @Test
    void isWiredAsCommitted() {
        String description = GenerateTopology.of(
                        GenerateSettings.defaults(),
                        ScriptedModel.waiting(),
                        step -> Recall.nothing(),
                        new AvroSerdes(new InMemorySchemaRegistry()),
                        new SimpleMeterRegistry())
                .describe()
                .toString();

        assertThat(description).isEqualTo(TopologyBench.golden("generate"));
    }

    @Test
    void answersARequestAndForgetsTheEntry() {
        try (GenerateDriver driver = GenerateDriver.serving(ScriptedModel.answering(call -> "Blue."), folder)) {
            driver.send(request("align", "r1", "Why is the sky blue?"));
            driver.turns(3);

            List<Completion> completions = driver.completions("align");
            assertThat(completions).hasSize(1);
            assertThat(completions.get(0).getText()).isEqualTo("Blue.");
            assertThat(completions.get(0).getFinishReason()).isEqualTo(FinishReason.STOP);
            assertThat(completions.get(0).getError()).isEmpty();
            assertThat(driver.pending("align")).isEmpty();
        }
    }

    @Test
    void theLineageTellsTheCallAndTheTime() {
        try (GenerateDriver driver = GenerateDriver.serving(ScriptedModel.answering(call -> "Blue."), folder)) {
            GenerationRequest request = request("align", "r1", "Why is the sky blue?");
            driver.send(request);
            driver.turns(3);

            Completion completion = driver.completions("align").get(0);
            ModelCall call = completion.getLineage().getCall().orElseThrow();
            assertThat(call.getModel()).isEqualTo("pocket-1");
            assertThat(call.getRequestId()).isEqualTo("r1");
            assertThat(call.getCallId()).isEqualTo(completion.getCallId());
            assertThat(call.getPromptTokens()).isEqualTo(100);
            assertThat(call.getCompletionTokens()).isEqualTo(7);
            assertThat(completion.getLineage().getTimings())
                    .extracting(Timing::getStep)
                    .containsExactly("align", "generate");
            assertThat(completion.getRequest()).isEqualTo(request);
        }
    }

    @Test
    void letsGoOfWhatARunPlannedOnceItHasItsTarget() {
        ScriptedModel model = ScriptedModel.waiting();
        try (GenerateDriver driver = GenerateDriver.serving(model, folder)) {
            driver.run(RunStatus.RUNNING);
            for (int i = 0; i < 20; i++) {
                driver.send(about(request("align", "planned" + i, "Question " + i), Way.VANILLA));
            }
            driver.turns(3);
            assertThat(driver.completions("align")).isEmpty();

            driver.run(RunStatus.COMPLETE);
            driver.turns(10);

            assertThat(driver.completions("align"))
                    .hasSize(20)
                    .allSatisfy(completion -> assertThat(completion.getError())
                            .hasValueSatisfying(
                                    error -> assertThat(error.getReason()).isEqualTo("run-complete")));
            assertThat(driver.pending("align")).isEmpty();
        }
    }

    @Test
    void answersAPersonThoughTheRunHasItsTarget() {
        try (GenerateDriver driver = GenerateDriver.serving(ScriptedModel.answering(call -> "Blue."), folder)) {
            driver.run(RunStatus.COMPLETE);
            driver.send(about(request("align", "asked", "Why is the sky blue?"), Way.USER));
            driver.turns(3);

            assertThat(driver.completions("align"))
                    .extracting(Completion::getText)
                    .containsExactly("Blue.");
        }
    }

    @Test
    void doesNotAnswerTheSameRequestTwice() {
        try (GenerateDriver driver = GenerateDriver.serving(ScriptedModel.answering(call -> "Blue."), folder)) {
            driver.send(request("align", "r1", "Why?"));
            driver.turns(3);
            driver.send(request("align", "r1", "Why?"));
            driver.turns(3);

            assertThat(driver.completions("align")).hasSize(1);
            assertThat(driver.count("caravan.generate.events", "step", "align", "event", "repeated"))
                    .isEqualTo(1);
        }
    }

    @Test
    void waitsForThePrefix() {
        try (GenerateDriver driver = GenerateDriver.serving(ScriptedModel.waiting(), folder)) {
            driver.send(withPrefix(request("align", "r1", "Why?"), "p1"));
            driver.turns(3);
            assertThat(driver.model.asked()).isEmpty();
            assertThat(driver.gauge("caravan.generate.pending", "step", "align"))
                    .isEqualTo(1);

            driver.prefix("p1", "You are Bactrian.");
            driver.turns(1);

            assertThat(driver.model.asked().get(0).call().prefix())
                    .contains(new GenerationCall.SharedPrefix("p1", "You are Bactrian."));
        }
    }

    @Test
    void waitsForAnAliasToBeServedAndLoadsTheVersion() {
        try (GenerateDriver driver = new GenerateDriver(ScriptedModel.waiting(), folder, 8)) {
            driver.send(request("align", "r1", "Why?"));
            driver.turns(2);
            driver.model("pocket-1");
            driver.turns(2);
            assertThat(driver.model.loads()).isEmpty();

            driver.serve("base", "pocket-1");
            driver.turns(2);

            assertThat(driver.model.loads())
                    .containsExactly(new ModelFiles("pocket-1", Path.of("models/pocket-1"), Optional.empty()));
            assertThat(driver.model.asked()).hasSize(1);
        }
    }

    @Test
    void asksAVersionThatIsCalledByItsNameWhateverTheAliasesMean() {
        try (GenerateDriver driver = GenerateDriver.serving(ScriptedModel.waiting(), folder)) {
            driver.adapter("engraved-1", "pocket-1");
            driver.adapter("engraved-2", "pocket-1");
            driver.serve("aligned", "engraved-2");

            driver.send(GenerationRequest.newBuilder(request("align", "r1", "Why?"))
                    .setAlias("engraved-1")
                    .build());
            driver.turns(2);

            assertThat(driver.model.asked())
                    .extracting(asked -> asked.call().model())
                    .containsExactly("engraved-1");
        }
    }

    @Test
    void aSwapMovesTheNextSubmissionsAndLosesNothingInFlight() {
        try (GenerateDriver driver = GenerateDriver.serving(ScriptedModel.waiting(), folder)) {
            driver.send(request("align", "r1", "before"));
            driver.turns(1);

            driver.adapter("engraved-1", "pocket-1");
            driver.serve("base", "engraved-1");
            driver.send(request("align", "r2", "after"));
            driver.turns(2);
            driver.model.asked().forEach(asked -> asked.with("fine"));
            driver.turns(1);

            assertThat(driver.model.loads())
                    .contains(new ModelFiles(
                            "engraved-1", Path.of("models/pocket-1"), Optional.of(Path.of("/models/engraved-1"))));
            assertThat(driver.completions("align"))
                    .extracting(completion ->
                            completion.getLineage().getCall().orElseThrow().getModel())
                    .containsExactly("pocket-1", "engraved-1");
        }
    }

    @Test
    void aRequestKeepsTheVersionOfItsFirstSubmission() {
        try (GenerateDriver driver = GenerateDriver.serving(ScriptedModel.waiting(), folder)) {
            driver.send(request("align", "r1", "Why?"));
            driver.turns(1);
            driver.model.asked().get(0).failing(Kind.OVERLOADED, "queue-full");
            driver.turns(1);

            driver.model("pocket-2");
            driver.serve("base", "pocket-2");
            driver.turns(20);

            assertThat(driver.model.asked()).hasSize(2);
            assertThat(driver.model.asked().get(1).call().model()).isEqualTo("pocket-1");
        }
    }

    @Test
    void aKnownCallIsAnsweredFromTheMemoUnderItsOwnName() {
        try (GenerateDriver driver = GenerateDriver.serving(ScriptedModel.answering(call -> "Blue."), folder)) {
            driver.send(request("align", "run1-r1", "Why?"));
            driver.turns(3);
            driver.completions("align");

            driver.send(request("align", "run2-r1", "Why?"));
            driver.turns(3);

            List<Completion> completions = driver.completions("align");
            assertThat(completions).hasSize(1);
            assertThat(completions.get(0).getRequestId()).isEqualTo("run2-r1");
            assertThat(completions.get(0).getFromMemo()).isTrue();
            assertThat(completions.get(0).getText()).isEqualTo("Blue.");
            assertThat(completions.get(0).getLineage().getCall().orElseThrow().getRequestId())
                    .isEqualTo("run2-r1");
            assertThat(driver.model.asked()).hasSize(1);
        }
    }

    @Test
    void anotherSeedIsAnotherCall() {
        try (GenerateDriver driver = GenerateDriver.serving(ScriptedModel.answering(call -> "Blue."), folder)) {
            GenerationRequest first = request("align", "r1", "Why?");
            driver.send(first);
            driver.send(GenerationRequest.newBuilder(first)
                    .setRequestId("r2")
                    .setSeed(43)
                    .build());
            driver.turns(3);

            assertThat(driver.model.asked()).hasSize(2);
        }
    }

    @Test
    void aBadCallBecomesAnErrorCompletion() {
        try (GenerateDriver driver = GenerateDriver.serving(ScriptedModel.waiting(), folder)) {
            driver.send(request("align", "r1", "Why?"));
            driver.turns(1);
            driver.model.asked().get(0).failing(Kind.BAD_CALL, "prompt-too-long");
            driver.turns(1);

            Completion completion = driver.completions("align").get(0);
            assertThat(completion.getFinishReason()).isEqualTo(FinishReason.ERROR);
            assertThat(completion.getError().orElseThrow().getReason()).isEqualTo("prompt-too-long");
            assertThat(driver.count("caravan.generate.errors", "step", "align", "reason", "prompt-too-long"))
                    .isEqualTo(1);
        }
    }

    @Test
    void anOverloadThatLastsBecomesAnErrorCompletion() {
        try (GenerateDriver driver = GenerateDriver.serving(ScriptedModel.waiting(), folder)) {
            driver.send(request("align", "r1", "Why?"));
            for (int attempt = 0; attempt < 3; attempt++) {
                driver.turns(60);
                driver.model.asked().get(attempt).failing(Kind.OVERLOADED, "queue-full");
            }
            driver.turns(2);

            assertThat(driver.completions("align")
                            .get(0)
                            .getError()
                            .orElseThrow()
                            .getReason())
                    .isEqualTo("queue-full");
        }
    }

    @Test
    void aCallThatTimesOutIsTriedAgainAndIsNoNewsOfTheEngine() {
        try (GenerateDriver driver = GenerateDriver.serving(ScriptedModel.waiting(), folder)) {
            driver.send(request("align", "r1", "Why?"));
            driver.turns(1);

            driver.model.asked().get(0).answer().completeExceptionally(new TimeoutException());
            driver.turns(60);

            assertThat(driver.model.asked()).hasSize(2);
            assertThat(driver.gauge("caravan.generate.circuit.open")).isZero();
            driver.model.asked().get(1).with("Because.");
            driver.turns(1);
            assertThat(driver.completions("align"))
                    .extracting(Completion::getText)
                    .containsExactly("Because.");
        }
    }

    @Test
    void aModelThatCannotBeLoadedKeepsItsRequests() {
        ScriptedModel model = ScriptedModel.waiting();
        model.failLoads(true);
        try (GenerateDriver driver = GenerateDriver.serving(model, folder)) {
            driver.send(request("align", "r1", "Why?"));
            driver.turns(100);

            assertThat(model.loads()).hasSize(1);
            assertThat(driver.pending("align")).hasSize(1);
            assertThat(driver.completions("align")).isEmpty();
        }
    }

    @Test
    void aModelThatIsAwayKeepsEverythingPendingUntilItIsBack() {
        try (GenerateDriver driver = GenerateDriver.serving(ScriptedModel.waiting(), folder)) {
            driver.send(request("align", "r1", "one"));
            driver.send(request("align", "r2", "two"));
            driver.turns(1);
            driver.model.asked().forEach(asked -> asked.failing(Kind.UNAVAILABLE, "engine-closed"));
            driver.turns(60);
            assertThat(driver.gauge("caravan.generate.circuit.open")).isEqualTo(1);
            assertThat(driver.pending("align")).hasSize(2);
            assertThat(driver.model.asked()).hasSize(3);

            driver.model.asked().get(2).with("back");
            driver.turns(2);
            driver.model.asked().get(3).with("too");
            driver.turns(1);

            assertThat(driver.completions("align")).hasSize(2);
            assertThat(driver.gauge("caravan.generate.circuit.open")).isZero();
        }
    }

    @Test
    void anOversizeTextBecomesAnErrorCompletion() {
        try (GenerateDriver driver =
                GenerateDriver.serving(ScriptedModel.answering(call -> "x".repeat(20_000)), folder)) {
            driver.send(request("align", "r1", "Why?"));
            driver.turns(3);

            Completion completion = driver.completions("align").get(0);
            assertThat(completion.getError().orElseThrow().getReason()).isEqualTo("oversize");
            assertThat(completion.getText()).isEmpty();
            assertThat(completion.getRequest().getText()).isEqualTo("Why?");
        }
    }

    @Test
    void anOversizeRequestGetsAnErrorCompletionThatFits() {
        try (GenerateDriver driver = GenerateDriver.serving(ScriptedModel.waiting(), folder)) {
            driver.send(request("align", "r1", "x".repeat(20_000)));
            driver.turns(1);

            Completion completion = driver.completions("align").get(0);
            assertThat(completion.getError().orElseThrow().getReason()).isEqualTo("oversize");
            assertThat(completion.getRequest().getText()).isEmpty();
            assertThat(driver.model.asked()).isEmpty();
        }
    }

    @Test
    void refusesToScoreWithAModelThatOnlyGenerates() {
        try (GenerateDriver driver = GenerateDriver.serving(ScriptedModel.waiting(), folder)) {
            driver.send(GenerationRequest.newBuilder(request("align", "r1", "Why?"))
                    .setKind(RequestKind.SCORE)
                    .setContinuations(List.of("yes", "no"))
                    .build());
            driver.turns(2);

            assertThat(driver.completions("align")
                            .get(0)
                            .getError()
                            .orElseThrow()
                            .getReason())
                    .isEqualTo("cannot-score");
        }
    }

    @Test
    void publishesWhatAModelHoldsOfGivenTexts() {
        ScriptedModel model = ScriptedModel.scoring(call -> new Scores(
                List.of(new Continuation("yes", List.of(7, 8), List.of(-1.0, -0.5), List.of())),
                List.of(new Choice("A", OptionalInt.of(9), 3.5, -2.0)),
                call.model(),
                100,
                80,
                5,
                50));
        try (GenerateDriver driver = GenerateDriver.serving(model, folder)) {
            driver.prefix("p", "Judge.\n");
            driver.send(GenerationRequest.newBuilder(withPrefix(request("align", "r1", "Is it?"), "p"))
                    .setKind(RequestKind.SCORE)
                    .setContinuations(List.of("yes"))
                    .setChoices(List.of("A"))
                    .build());
            driver.turns(2);

            Completion completion = driver.completions("align").get(0);
            assertThat(completion.getError()).isEmpty();
            assertThat(completion.getText()).isEmpty();
            assertThat(completion.getFinishReason()).isEqualTo(FinishReason.STOP);
            assertThat(completion.getScores())
                    .containsExactly(
                            new ScoredText("yes", -1.5, List.of(-1.0, -0.5), null),
                            new ScoredText("A", -2.0, List.of(-2.0), 3.5));
            ModelCall call = completion.getLineage().getCall().orElseThrow();
            assertThat(call.getModel()).isEqualTo("pocket-1");
            assertThat(call.getPromptTokens()).isEqualTo(100);
        }
    }

    @Test
    void refusesToScoreNothing() {
        try (GenerateDriver driver = GenerateDriver.serving(ScriptedModel.waiting(), folder)) {
            driver.send(GenerationRequest.newBuilder(request("align", "r1", "Why?"))
                    .setKind(RequestKind.SCORE)
                    .build());
            driver.turns(1);

            assertThat(driver.completions("align")
                            .get(0)
                            .getError()
                            .orElseThrow()
                            .getReason())
                    .isEqualTo("bad-scoring");
        }
    }

    @Test
    void tellsCallsThatScoreDifferentChoicesApart() {
        GenerationRequest one = GenerationRequest.newBuilder(request("align", "r1", "Which?"))
                .setKind(RequestKind.SCORE)
                .setChoices(List.of("A", "B"))
                .build();
        GenerationRequest other =
                GenerationRequest.newBuilder(one).setChoices(List.of("A", "C")).build();

        assertThat(CallIds.of(one, "v")).isNotEqualTo(CallIds.of(other, "v"));
    }

    @Test
    void refusesSamplingThatNoModelTakes() {
        try (GenerateDriver driver = GenerateDriver.serving(ScriptedModel.waiting(), folder)) {
            driver.send(GenerationRequest.newBuilder(request("align", "r1", "Why?"))
                    .setSampling(new Sampling(0.7, 1.3, 64, List.of()))
                    .build());
            driver.turns(1);

            assertThat(driver.completions("align")
                            .get(0)
                            .getError()
                            .orElseThrow()
                            .getMessage())
                    .contains("topP must be in (0, 1], was 1.3");
        }
    }

    @Test
    void asksForAlignBeforeInstructHoweverLongTheBacklogIs() {
        try (GenerateDriver driver = GenerateDriver.serving(ScriptedModel.waiting(), folder)) {
            for (int number = 0; number < 100; number++) {
                driver.send(request("instruct", "i" + number, "instruct " + number));
            }
            driver.turns(5);

            driver.send(request("align", "r1", "align"));
            driver.turns(1);

            assertThat(driver.model.texts()).hasSizeLessThanOrEqualTo(8).last().isEqualTo("align");
            assertThat(driver.model.asked())
                    .last()
                    .satisfies(asked -> assertThat(asked.call().scheduling().priority())
                            .isGreaterThan(driver.model
                                    .asked()
                                    .get(0)
                                    .call()
                                    .scheduling()
                                    .priority()));
        }
    }

    @Test
    void asksForAnAlignRequestWithinOneBatchThoughOlderInstructRequestsHoldThePlaces() {
        try (GenerateDriver driver = GenerateDriver.serving(ScriptedModel.waiting(), folder)) {
            for (int number = 0; number < 1_000; number++) {
                driver.send(request("instruct", "i" + number, "instruct " + number));
            }
            driver.turns(5);
            for (int number = 0; number < 20; number++) {
                driver.send(request("align", "a" + number, "align " + number));
            }
            driver.turns(1);
            assertThat(driver.model.texts()).contains("align 0");

            List<ScriptedModel.Asked> batch = List.copyOf(driver.model.asked());
            batch.forEach(asked -> asked.with("done"));
            driver.turns(2);

            List<String> next = driver.model
                    .texts()
                    .subList(batch.size(), driver.model.texts().size());
            assertThat(next).filteredOn(text -> text.startsWith("align")).hasSizeGreaterThanOrEqualTo(4);
            assertThat(next).filteredOn(text -> text.startsWith("instruct")).isNotEmpty();
        }
    }

    @Test
    void requestsAreCompletionsAndErrorsAndPending() {
        try (GenerateDriver driver = GenerateDriver.serving(ScriptedModel.waiting(), folder)) {
            for (int number = 0; number < 10; number++) {
                driver.send(request("instruct", "i" + number, "instruct " + number));
            }
            driver.turns(2);
            driver.model.asked().get(0).with("fine");
            driver.model.asked().get(1).failing(Kind.BAD_CALL, "prompt-too-long");
            driver.turns(1);

            assertThat(driver.count("caravan.generate.completions", "step", "instruct", "finish", "stop"))
                    .isEqualTo(1);
            assertThat(driver.count("caravan.generate.completions", "step", "instruct", "finish", "error"))
                    .isEqualTo(1);
            assertThat(driver.gauge("caravan.generate.pending", "step", "instruct"))
                    .isEqualTo(8);
            assertThat(driver.pending("instruct")).hasSize(8);
            assertThat(driver.count("caravan.step.in", "step", "generate")).isEqualTo(10);
            assertThat(driver.count("caravan.step.out", "step", "generate")).isEqualTo(2);
        }
    }
}
