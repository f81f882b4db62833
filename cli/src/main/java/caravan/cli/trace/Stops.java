package caravan.cli.trace;

import caravan.cli.trace.Stop.Kind;
import caravan.cli.trace.Stop.Ref;
import caravan.schemas.Candidate;
import caravan.schemas.Completion;
import caravan.schemas.Dataset;
import caravan.schemas.Draw;
import caravan.schemas.EngravingExample;
import caravan.schemas.GenerationRequest;
import caravan.schemas.Instruction;
import caravan.schemas.Lineage;
import caravan.schemas.Model;
import caravan.schemas.ModelCall;
import caravan.schemas.PrincipledResponse;
import caravan.schemas.Prompt;
import caravan.schemas.Rejection;
import caravan.schemas.Timing;
import caravan.streams.flow.Clones;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** Reads each kind of record as a stop: what it was made from, when, and what is worth a line. */
final class Stops {
    private static final int TEXT_CHARS_MAX = 90;

    private Stops() {}

    static Optional<Stop> of(SpecificRecord record) {
        if (record instanceof Prompt prompt) {
            String kind = prompt.getKind().name().toLowerCase(Locale.ROOT).replace('_', '-');
            String text =
                    prompt.getRedTeamTopic().map(subject -> subject + ": ").orElse("") + prompt.getInstruction();
            return stop(
                    Kind.PROMPT,
                    prompt.getId(),
                    List.of(),
                    prompt.getLineage(),
                    kind + " from " + prompt.getLineage().getSource() + ", " + under(prompt.getLineage()) + " "
                            + quoted(text),
                    (text + "\n" + prompt.getInput()).strip());
        } else if (record instanceof Draw draw) {
            return stop(
                    Kind.DRAW,
                    draw.getId(),
                    exemplars(draw),
                    draw.getLineage(),
                    "number " + draw.getNumber() + ", " + draw.getWay().name().toLowerCase(Locale.ROOT) + ", "
                            + under(draw.getLineage()) + ", shows "
                            + draw.getExemplars().size(),
                    "");
        } else if (record instanceof GenerationRequest request) {
            return stop(
                    Kind.REQUEST,
                    request.getRequestId(),
                    about(request),
                    request.getLineage(),
                    "by " + request.getStep() + " to " + request.getAlias() + ", waits for its completion",
                    request.getText());
        } else if (record instanceof Completion completion) {
            return stop(
                    Kind.COMPLETION,
                    completion.getRequestId(),
                    about(completion.getRequest()),
                    completion.getLineage(),
                    call(completion),
                    asked(completion.getRequest()) + completion.getText());
        } else if (record instanceof Candidate candidate) {
            return stop(
                    Kind.CANDIDATE,
                    candidate.getId(),
                    maker(candidate.getLineage()),
                    candidate.getLineage(),
                    candidate.getWay().name().toLowerCase(Locale.ROOT) + " "
                            + quoted(
                                    candidate.getInstruction().isEmpty()
                                            ? candidate.getRedTeamTopic().orElse("")
                                            : candidate.getInstruction()),
                    (candidate.getInstruction() + "\n" + candidate.getInput()).strip());
        } else if (record instanceof Instruction instruction) {
            return stop(
                    Kind.INSTRUCTION,
                    instruction.getId(),
                    Clones.isOfClone(instruction.getLineage())
                            ? nearest(Kind.INSTRUCTION, instruction.getLineage())
                            : one(Kind.CANDIDATE, instruction.getId()),
                    instruction.getLineage(),
                    Clones.isOfClone(instruction.getLineage())
                            ? "again in " + instruction.getLineage().getRun() + ", to be answered at length"
                            : "number " + instruction.getNumber() + " of the pool",
                    "");
        } else if (record instanceof PrincipledResponse response) {
            return stop(
                    Kind.RESPONSE,
                    response.getId(),
                    maker(response.getLineage()),
                    response.getLineage(),
                    "principles " + response.getPrinciples() + " " + quoted(response.getAnswer()),
                    response.getThoughts() + "\n\n" + response.getAnswer());
        } else if (record instanceof EngravingExample example) {
            return stop(
                    Kind.EXAMPLE,
                    example.getId(),
                    Clones.isOfClone(example.getLineage())
                            ? nearest(Kind.COMPLETION, example.getLineage())
                            : one(Kind.RESPONSE, example.getId()),
                    example.getLineage(),
                    example.getPrompt().length() + " + "
                            + example.getCompletion().length() + " characters",
                    example.getPrompt() + example.getCompletion());
        } else if (record instanceof Rejection rejection) {
            return stop(
                    Kind.REJECTION,
                    rejection.getId(),
                    rejected(rejection),
                    rejection.getLineage(),
                    "by " + rejection.getStep() + ": " + rejection.getReason() + " (" + shortened(rejection.getDetail())
                            + ") " + quoted(rejection.getText()),
                    rejection.getDetail() + "\n" + rejection.getText());
        } else if (record instanceof Dataset dataset) {
            return Optional.of(new Stop(
                    new Ref(Kind.DATASET, dataset.getId()),
                    List.of(),
                    dataset.getSealedAt(),
                    dataset.getExamples() + " examples of " + dataset.getRun(),
                    ""));
        } else if (record instanceof Model model && model.getDataset().isPresent()) {
            return Optional.of(new Stop(
                    new Ref(Kind.MODEL, model.getVersion()),
                    one(Kind.DATASET, model.getDataset().get()),
                    model.getCreatedAt(),
                    "on " + model.getBase(),
                    ""));
        }
        return Optional.empty();
    }

    private static Optional<Stop> stop(
            Kind kind, String id, List<Ref> from, Lineage lineage, String summary, String text) {
        List<Timing> timings = lineage.getTimings();
        long at = timings.isEmpty() ? 0 : timings.get(timings.size() - 1).getFinishedAt();
        return Optional.of(new Stop(new Ref(kind, id), from, at, summary, text));
    }

    private static String under(Lineage lineage) {
        return lineage.getRun() + " under principles " + lineage.getPrinciples();
    }

    /** The prefix stands in {@code caravan.prefixes} under its hash; the request's own text follows it. */
    private static String asked(GenerationRequest request) {
        return request.getPrefix().map(hash -> "[prefix " + hash + "]").orElse("") + request.getText();
    }

    private static List<Ref> one(Kind kind, String id) {
        return List.of(new Ref(kind, id));
    }

    private static List<Ref> exemplars(Draw draw) {
        return draw.getExemplars().stream()
                .map(exemplar -> new Ref(Kind.CANDIDATE, exemplar.getId()))
                .toList();
    }

    private static List<Ref> about(GenerationRequest request) {
        Object about = request.getAbout().orElse("");
        if (about instanceof Draw draw) {
            return one(Kind.DRAW, draw.getId());
        }
        return about instanceof Instruction instruction ? one(Kind.INSTRUCTION, instruction.getId()) : List.of();
    }

    /** The nearest parent: a completion if a model was asked, else a prompt. */
    private static List<Ref> maker(Lineage lineage) {
        return nearest(isFromModel(lineage) ? Kind.COMPLETION : Kind.PROMPT, lineage);
    }

    private static List<Ref> nearest(Kind kind, Lineage lineage) {
        return lineage.getParents().stream()
                .limit(1)
                .map(id -> new Ref(kind, id))
                .toList();
    }

    private static List<Ref> rejected(Rejection rejection) {
        return switch (rejection.getStep()) {
            case "instruct" -> maker(rejection.getLineage());
            case "novelty" -> one(Kind.CANDIDATE, rejection.getId());
            case "align", "verbose" -> one(Kind.COMPLETION, rejection.getId());
            case "engrave" -> one(Kind.RESPONSE, rejection.getId());
            case "trainer" -> one(Kind.DATASET, rejection.getId());
            default -> List.of();
        };
    }

    private static boolean isFromModel(Lineage lineage) {
        return lineage.getTimings().stream().anyMatch(timing -> timing.getStep().equals("generate"));
    }

    private static String call(Completion completion) {
        String finish = completion.getFinishReason().name().toLowerCase(Locale.ROOT);
        String how = completion
                .getError()
                .map(error -> error.getReason() + ": " + error.getMessage())
                .orElse(finish);
        String from = completion.getFromMemo() ? ", from the memo" : "";
        Optional<ModelCall> call = completion.getLineage().getCall();
        return call.map(made -> "by " + made.getModel() + ", seed " + made.getSeed() + ", " + made.getPromptTokens()
                        + " + " + made.getCompletionTokens() + " tokens, queued " + made.getQueuedMillis()
                        + " ms, model "
                        + made.getModelMillis() + " ms, " + how + from)
                .orElse(how);
    }

    private static String quoted(String text) {
        return "«" + shortened(text) + "»";
    }

    private static String shortened(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= TEXT_CHARS_MAX ? line : line.substring(0, TEXT_CHARS_MAX) + "…";
    }
}
