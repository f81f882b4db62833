package caravan.streams.instruct;

import caravan.principles.Hint;
import caravan.principles.RedTeamType;
import caravan.schemas.Draw;
import caravan.schemas.Exemplar;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The red-team types by the ids that records name them by. */
final class RedTeamTypes {
    private final Map<String, RedTeamType> byId;

    RedTeamTypes(List<RedTeamType> types) {
        this.byId = types.stream().collect(Collectors.toUnmodifiableMap(RedTeamType::id, Function.identity()));
    }

    /** The kind of question that an exemplar's type stands for. */
    String kind(Exemplar exemplar) {
        String id = exemplar.getRedTeamType().orElse("");
        RedTeamType type = byId.get(id);
        if (type == null) {
            throw new IllegalArgumentException(
                    "red-team type «" + id + "» is not among the principles' " + byId.keySet());
        }
        return type.kind();
    }

    /** A draw's exemplars as hints: shown ones with their instruction, then open ones. */
    List<Hint> hints(Draw draw) {
        return draw.getExemplars().stream()
                .map(exemplar ->
                        new Hint(kind(exemplar), exemplar.getRedTeamTopic().orElse(""), exemplar.getInstruction()))
                .toList();
    }
}
