package caravan.streams.instruct;

import caravan.principles.Sampling;
import caravan.principles.SubjectPrompt;
import caravan.principles.Task;
import caravan.principles.TopicGuidedPrompt;
import caravan.principles.VanillaPrompt;
import caravan.schemas.Draw;
import caravan.schemas.Exemplar;
import caravan.schemas.GenerationRequest;
import caravan.streams.flow.Question;
import caravan.streams.flow.Verb;
import java.util.List;

/** Renders a draw as a request to the base model. The text depends on what the draw shows, and on nothing else. */
final class DrawRenderer implements Verb<Draw> {
    private final VanillaPrompt vanilla;
    private final SubjectPrompt subjects;
    private final TopicGuidedPrompt topicGuided;
    private final RedTeamTypes types;

    DrawRenderer(VanillaPrompt vanilla, SubjectPrompt subjects, TopicGuidedPrompt topicGuided, RedTeamTypes types) {
        this.vanilla = vanilla;
        this.subjects = subjects;
        this.topicGuided = topicGuided;
        this.types = types;
    }

    @Override
    public List<GenerationRequest> of(Draw draw, long nowMillis) {
        Question question = question(draw);
        String content = draw.getNumber() + "\n" + question.text();
        return List.of(question.askedBy(draw.getId(), content, draw, draw.getLineage(), nowMillis));
    }

    private Question question(Draw draw) {
        List<Exemplar> exemplars = draw.getExemplars();
        return switch (draw.getWay()) {
            case VANILLA -> {
                List<Task> tasks = exemplars.stream()
                        .map(exemplar -> new Task(exemplar.getInstruction(), exemplar.getInput()))
                        .toList();
                yield question(vanilla.prefix(), vanilla.text(tasks), vanilla.sampling());
            }
            case SUBJECT -> {
                List<String> known = exemplars.stream()
                        .map(exemplar -> exemplar.getRedTeamTopic().orElse(""))
                        .toList();
                String text = subjects.text(types.kind(exemplars.get(0)), known);
                yield question(subjects.prefix(), text, subjects.sampling());
            }
            case TOPIC_GUIDED -> {
                String text = topicGuided.text(types.hints(draw));
                yield question(topicGuided.prefix(), text, topicGuided.sampling());
            }
            case SEED, USER ->
                throw new IllegalArgumentException("a draw asks a model, but its way is " + draw.getWay());
        };
    }

    private static Question question(String prefix, String text, Sampling sampling) {
        return new Question(InstructTopology.STEP, "base", prefix, text, sampling);
    }
}
