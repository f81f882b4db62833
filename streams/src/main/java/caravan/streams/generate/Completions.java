package caravan.streams.generate;

import caravan.inference.Generation;
import caravan.inference.Scores;
import caravan.schemas.Completion;
import caravan.schemas.CompletionError;
import caravan.schemas.FinishReason;
import caravan.schemas.GenerationRequest;
import caravan.schemas.Lineage;
import caravan.schemas.ModelCall;
import caravan.schemas.ScoredText;
import caravan.schemas.Timing;
import caravan.streams.backlog.Failure;
import caravan.streams.backlog.Pending;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes completions: the request as it was, what the model made of it, and the lineage of both. */
final class Completions {
    private Completions() {}

    static Completion answered(Pending<GenerationRequest> pending, String callId, Generation generation, long now) {
        GenerationRequest request = pending.request();
        ModelCall call = ModelCall.newBuilder(callOf(request, callId, generation.model()))
                .setPromptTokens(generation.promptTokens())
                .setCompletionTokens(generation.completionTokens())
                .setQueuedMillis(generation.queuedMillis())
                .setModelMillis(generation.modelMillis())
                .build();
        return Completion.newBuilder()
                .setRequestId(request.getRequestId())
                .setCallId(callId)
                .setRequest(request)
                .setText(generation.text())
                .setFinishReason(
                        switch (generation.finish()) {
                            case STOP -> FinishReason.STOP;
                            case LENGTH -> FinishReason.LENGTH;
                        })
                .setStopString(generation.stopString().orElse(null))
                .setError(null)
                .setFromMemo(false)
                .setLineage(lineage(pending, call, now))
                .build();
    }

    static Completion scored(Pending<GenerationRequest> pending, String callId, Scores scores, long now) {
        GenerationRequest request = pending.request();
        ModelCall call = ModelCall.newBuilder(callOf(request, callId, scores.model()))
                .setPromptTokens(scores.promptTokens())
                .setQueuedMillis(scores.queuedMillis())
                .setModelMillis(scores.modelMillis())
                .build();
        List<ScoredText> texts = new ArrayList<>();
        scores.continuations()
                .forEach(each ->
                        texts.add(new ScoredText(each.text(), each.logProbability(), each.logProbabilities(), null)));
        scores.choices()
                .forEach(each -> texts.add(new ScoredText(
                        each.text(), each.logProbability(), List.of(each.logProbability()), each.logit())));
        return Completion.newBuilder()
                .setRequestId(request.getRequestId())
                .setCallId(callId)
                .setRequest(request)
                .setText("")
                .setFinishReason(FinishReason.STOP)
                .setStopString(null)
                .setScores(texts)
                .setError(null)
                .setFromMemo(false)
                .setLineage(lineage(pending, call, now))
                .build();
    }

    /**
     * The earlier completion's text and counts of tokens under this request's own name; no time was spent this time.
     */
    static Completion remembered(Pending<GenerationRequest> pending, String callId, Completion earlier, long now) {
        GenerationRequest request = pending.request();
        Optional<ModelCall> made = earlier.getLineage().getCall();
        ModelCall call = ModelCall.newBuilder(made.orElseGet(
                        () -> callOf(request, callId, pending.pinned().orElse(""))))
                .setRequestId(request.getRequestId())
                .setQueuedMillis(0)
                .setModelMillis(0)
                .build();
        return Completion.newBuilder(earlier)
                .setRequestId(request.getRequestId())
                .setCallId(callId)
                .setRequest(request)
                .setFromMemo(true)
                .setLineage(lineage(pending, call, now))
                .build();
    }

    static Completion refused(Pending<GenerationRequest> pending, Failure why, long now) {
        GenerationRequest request = pending.request();
        String model = pending.pinned().orElse("");
        String callId = CallIds.of(request, model);
        return Completion.newBuilder()
                .setRequestId(request.getRequestId())
                .setCallId(callId)
                .setRequest(request)
                .setText("")
                .setFinishReason(FinishReason.ERROR)
                .setStopString(null)
                .setError(new CompletionError(why.reason(), why.message()))
                .setFromMemo(false)
                .setLineage(lineage(pending, model.isEmpty() ? null : callOf(request, callId, model), now))
                .build();
    }

    /** The same completion with a request that is sure to fit: its ids and lineage stay, its texts go. */
    static Completion withoutTexts(Completion completion) {
        GenerationRequest bare = GenerationRequest.newBuilder(completion.getRequest())
                .setText("")
                .setContinuations(List.of())
                .setChoices(List.of())
                .setAbout(null)
                .build();
        return Completion.newBuilder(completion).setRequest(bare).build();
    }

    private static ModelCall callOf(GenerationRequest request, String callId, String model) {
        return ModelCall.newBuilder()
                .setRequestId(request.getRequestId())
                .setCallId(callId)
                .setPrefix(request.getPrefix().orElse(null))
                .setModel(model)
                .setSampling(request.getSampling())
                .setSeed(request.getSeed())
                .setPromptTokens(0)
                .setCompletionTokens(0)
                .setQueuedMillis(0)
                .setModelMillis(0)
                .build();
    }

    private static Lineage lineage(Pending<GenerationRequest> pending, @Nullable ModelCall call, long now) {
        Lineage asked = pending.request().getLineage();
        List<Timing> timings = new ArrayList<>(asked.getTimings());
        timings.add(new Timing(GenerateTopology.STEP, pending.arrivedAt(), now));
        return Lineage.newBuilder(asked).setCall(call).setTimings(timings).build();
    }
}
