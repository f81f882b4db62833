package caravan.streams.generate;

import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.ModelException;
import caravan.inference.SamplingParams;
import caravan.inference.Scheduling;
import caravan.inference.ScoringCall;
import caravan.schemas.Completion;
import caravan.schemas.Draw;
import caravan.schemas.GenerationRequest;
import caravan.schemas.Instruction;
import caravan.schemas.Model;
import caravan.schemas.RequestKind;
import caravan.schemas.Sampling;
import caravan.schemas.Way;
import caravan.streams.backlog.Desk;
import caravan.streams.backlog.Failure;
import caravan.streams.backlog.Pending;
import caravan.streams.backlog.Plan;
import caravan.streams.flow.Unanswered;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;

/**
 * What a request means to a model: which version is asked, what has to be there first, and what each failure makes of
 * it. A name that is neither an alias nor a model's version and a prefix that has not come yet are waited for; both
 * arrive as records.
 */
final class GenerateDesk implements Desk<GenerationRequest, Asking, Said, Completion> {
    private final Catalogue catalogue;
    private final ModelShelf shelf;
    private final AtomicLong epoch;
    private final int priority;
    private final Sizes sizes;

    /**
     * How large records are, in bytes.
     *
     * @param request of a request
     * @param completion of a completion
     * @param bytesMax the largest that may be sent
     */
    record Sizes(ToIntFunction<GenerationRequest> request, ToIntFunction<Completion> completion, int bytesMax) {}

    GenerateDesk(Catalogue catalogue, ModelShelf shelf, AtomicLong epoch, int priority, Sizes sizes) {
        this.catalogue = catalogue;
        this.shelf = shelf;
        this.epoch = epoch;
        this.priority = priority;
        this.sizes = sizes;
    }

    @Override
    public String id(GenerationRequest request) {
        return request.getRequestId();
    }

    @Override
    public Plan<Asking> plan(Pending<GenerationRequest> pending) {
        GenerationRequest request = pending.request();
        if (isSurplus(request)) {
            String run = request.getLineage().getRun();
            return refuse(Unanswered.RUN_COMPLETE, "run " + run + " has its target, so the call was let go");
        }
        Optional<String> version = pending.pinned().or(() -> wanted(request.getAlias()));
        if (version.isEmpty()) {
            return new Plan.Wait<>(request.getAlias() + " is neither served as an alias nor a model's version");
        }
        Optional<String> hash = request.getPrefix();
        Optional<SharedPrefix> prefix = hash.flatMap(catalogue::prefix).map(text -> new SharedPrefix(hash.get(), text));
        if (hash.isPresent() && prefix.isEmpty()) {
            return new Plan.Wait<>("prefix " + hash.get() + " is not there");
        }
        if (!shelf.isReady(version.get(), catalogue)) {
            return new Plan.Wait<>("model " + version.get()
                    + shelf.trouble(version.get())
                            .map(cause -> " could not be loaded: " + cause)
                            .orElse(" is not loaded"));
        }
        return planCall(request, version.get(), prefix);
    }

    /** What an alias means now; for whoever compares models, a version means itself. */
    private Optional<String> wanted(String name) {
        return catalogue.served(name).or(() -> catalogue.model(name).map(Model::getVersion));
    }

    /** What a run planned itself is not needed beyond its target; a person who has asked is answered all the same. */
    private boolean isSurplus(GenerationRequest request) {
        Object about = request.getAbout().orElse("nothing");
        boolean planned =
                about instanceof Draw || (about instanceof Instruction instruction && instruction.getWay() != Way.USER);
        return planned && catalogue.isComplete(request.getLineage().getRun());
    }

    private Plan<Asking> planCall(GenerationRequest request, String version, Optional<SharedPrefix> prefix) {
        return request.getKind() == RequestKind.SCORE
                ? planScoring(request, version, prefix)
                : planGeneration(request, version, prefix);
    }

    private Plan<Asking> planScoring(GenerationRequest request, String version, Optional<SharedPrefix> prefix) {
        try {
            ScoringCall call = new ScoringCall(
                    version,
                    prefix,
                    request.getText(),
                    request.getContinuations(),
                    request.getChoices(),
                    Scheduling.ofPriority(priority));
            return new Plan.Call<>(CallIds.of(request, version), version, new Asking.Scoring(call));
        } catch (IllegalArgumentException e) {
            return refuse("bad-scoring", "request " + request.getRequestId() + ": " + e.getMessage());
        }
    }

    private Plan<Asking> planGeneration(GenerationRequest request, String version, Optional<SharedPrefix> prefix) {
        Sampling sampling = request.getSampling();
        try {
            SamplingParams params = new SamplingParams(
                    sampling.getTemperature(), sampling.getTopP(), sampling.getMaxTokens(), sampling.getStop());
            GenerationCall call =
                    new GenerationCall(version, prefix, request.getText(), params, request.getSeed(), priority);
            return new Plan.Call<>(CallIds.of(request, version), version, new Asking.Generating(call));
        } catch (IllegalArgumentException e) {
            return refuse("bad-sampling", "request " + request.getRequestId() + ": " + e.getMessage());
        }
    }

    private static Plan<Asking> refuse(String reason, String message) {
        return new Plan.Refuse<>(new Failure(Failure.Kind.HOPELESS, reason, message));
    }

    @Override
    public long epoch() {
        return epoch.get();
    }

    @Override
    public Completion answered(
            Pending<GenerationRequest> pending, Plan.Call<Asking> call, Said answer, long nowMillis) {
        if (answer instanceof Said.Scored scored) {
            return Completions.scored(pending, call.callId(), scored.scores(), nowMillis);
        }
        Generation generation = ((Said.Generated) answer).generation();
        return Completions.answered(pending, call.callId(), generation, nowMillis);
    }

    @Override
    public Completion remembered(
            Pending<GenerationRequest> pending, Plan.Call<Asking> call, Completion earlier, long nowMillis) {
        return Completions.remembered(pending, call.callId(), earlier, nowMillis);
    }

    @Override
    public Completion refused(Pending<GenerationRequest> pending, Failure why, long nowMillis) {
        Completion completion = Completions.refused(pending, why, nowMillis);
        return resultBytes(completion) <= sizes.bytesMax() ? completion : Completions.withoutTexts(completion);
    }

    @Override
    public Failure sort(Throwable thrown) {
        if (thrown instanceof ModelException known) {
            Failure.Kind kind = switch (known.kind()) {
                case BAD_CALL -> Failure.Kind.HOPELESS;
                case OVERLOADED -> Failure.Kind.BUSY;
                case UNAVAILABLE -> Failure.Kind.DOWN;
            };
            return new Failure(kind, known.reason(), String.valueOf(known.getMessage()));
        }
        String reason = thrown instanceof TimeoutException ? "timeout" : "engine-failed";
        return new Failure(Failure.Kind.BUSY, reason, thrown.toString());
    }

    @Override
    public int requestBytes(GenerationRequest request) {
        return sizes.request().applyAsInt(request);
    }

    @Override
    public int resultBytes(Completion result) {
        return sizes.completion().applyAsInt(result);
    }
}
