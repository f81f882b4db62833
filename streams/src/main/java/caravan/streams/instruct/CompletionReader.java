package caravan.streams.instruct;

import caravan.schemas.Candidate;
import caravan.schemas.Completion;
import caravan.schemas.ContentHash;
import caravan.schemas.Draw;
import caravan.schemas.DrawOutcome;
import caravan.schemas.FinishReason;
import caravan.schemas.Lineage;
import caravan.schemas.Way;
import caravan.streams.flow.Lineages;
import caravan.streams.flow.Rejections;
import caravan.streams.flow.Rules;
import caravan.streams.flow.Unanswered;
import caravan.streams.flow.Verb;
import caravan.streams.flow.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads a completion as the list that its draw asked for, and filters what it holds. Each item becomes a candidate or a
 * rejection; a completion without a single readable item is one rejection as a whole; and every completion tells its
 * draw's outcome.
 */
final class CompletionReader implements Verb<Completion> {
    private static final String STEP = InstructTopology.STEP;
    private final Rules rules;
    private final PieceReader tasks;
    private final PieceReader subjects;
    private final PieceReader topicGuided;
    private final InstructionFilter filter;

    CompletionReader(Rules rules, TopicGuidedList topicGuided, InstructionFilter filter) {
        this.rules = rules;
        this.tasks = new TaskList(rules);
        this.subjects = new SubjectList(rules);
        this.topicGuided = topicGuided;
        this.filter = filter;
    }

    @Override
    public List<SpecificRecord> of(Completion completion, long nowMillis) {
        Draw draw = drawOf(completion);
        Lineage lineage = Lineages.childOf(completion.getRequestId(), completion.getLineage(), STEP, nowMillis);
        Optional<Verdict> unanswered = Unanswered.verdict(completion);
        if (unanswered.isPresent()) {
            return unreadable(completion, draw, unanswered.get(), lineage);
        }
        boolean cutOff = completion.getFinishReason() == FinishReason.LENGTH;
        List<Piece> pieces = readerFor(draw.getWay()).read(draw, completion.getText(), cutOff);
        if (pieces.stream().allMatch(Piece.Broken.class::isInstance)) {
            String found = pieces.size() + " pieces, none of them a readable item";
            return unreadable(completion, draw, new Verdict("unparsable", found), lineage);
        }
        return items(completion, draw, pieces, lineage);
    }

    private List<SpecificRecord> items(Completion completion, Draw draw, List<Piece> pieces, Lineage lineage) {
        List<SpecificRecord> records = new ArrayList<>();
        int rejected = 0;
        for (int place = 0; place < pieces.size(); place++) {
            Piece piece = pieces.get(place);
            String id = ContentHash.of("candidate", lineage.getRun(), completion.getRequestId(), place, piece.text());
            Optional<Verdict> verdict = judge(piece);
            if (verdict.isPresent()) {
                records.add(Rejections.of(STEP, id, verdict.get(), piece.text(), lineage));
                rejected++;
            } else {
                records.add(candidate(id, draw.getWay(), piece, lineage));
            }
        }
        records.add(outcome(draw, records.size() - rejected, rejected, true, lineage));
        return records;
    }

    private Optional<Verdict> judge(Piece piece) {
        if (piece instanceof Piece.Task task) {
            boolean letThrough =
                    rules == Rules.PAPER && task.hint().isPresent(); // the paper filters vanilla tasks only
            return letThrough ? Optional.empty() : filter.judge(task.instruction(), task.input());
        } else if (piece instanceof Piece.Subject subject) {
            return SubjectFilter.judge(subject.redTeamTopic());
        }
        return Optional.of(((Piece.Broken) piece).verdict());
    }

    private static Candidate candidate(String id, Way way, Piece piece, Lineage lineage) {
        Candidate.Builder candidate =
                Candidate.newBuilder().setId(id).setWay(way).setLineage(lineage);
        if (piece instanceof Piece.Task task) {
            candidate.setInstruction(task.instruction()).setInput(task.input());
            task.hint()
                    .ifPresent(hint -> candidate
                            .setRedTeamType(hint.getRedTeamType().orElse(null))
                            .setRedTeamTopic(hint.getRedTeamTopic().orElse(null)));
        } else if (piece instanceof Piece.Subject subject) {
            candidate
                    .setInstruction("")
                    .setInput("")
                    .setRedTeamType(subject.redTeamType())
                    .setRedTeamTopic(subject.redTeamTopic());
        }
        return candidate.build();
    }

    private static List<SpecificRecord> unreadable(Completion completion, Draw draw, Verdict verdict, Lineage lineage) {
        return List.of(
                Rejections.of(STEP, completion.getRequestId(), verdict, completion.getText(), lineage),
                outcome(draw, 0, 0, false, lineage));
    }

    private static DrawOutcome outcome(Draw draw, int emitted, int rejected, boolean parsable, Lineage lineage) {
        return DrawOutcome.newBuilder()
                .setDraw(draw.getId())
                .setNumber(draw.getNumber())
                .setWay(draw.getWay())
                .setEmitted(emitted)
                .setRejected(rejected)
                .setParsable(parsable)
                .setLineage(lineage)
                .build();
    }

    private static Draw drawOf(Completion completion) {
        Object about = completion.getRequest().getAbout().orElse("nothing");
        if (about instanceof Draw draw) {
            return draw;
        }
        throw new IllegalArgumentException("completion " + completion.getRequestId() + " of instruct must be about a"
                + " draw, is about " + about.getClass().getSimpleName());
    }

    private PieceReader readerFor(Way way) {
        return switch (way) {
            case VANILLA -> tasks;
            case SUBJECT -> subjects;
            case TOPIC_GUIDED -> topicGuided;
            case SEED, USER -> throw new IllegalArgumentException("a draw asks a model, but its way is " + way);
        };
    }
}
