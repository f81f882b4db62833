package caravan.inference.chat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What names mean at a place of a template; a loop's and a macro's own names end with it. */
final class Scope {
    private final Optional<Scope> around;
    private final Map<String, Object> names = new HashMap<>();

    Scope(Map<String, Object> names) {
        this.around = Optional.empty();
        this.names.putAll(names);
    }

    private Scope(Scope around) {
        this.around = Optional.of(around);
    }

    Scope inner() {
        return new Scope(this);
    }

    Object get(String name) {
        Object value = names.get(name);
        if (value != null) {
            return value;
        }
        return around.map(scope -> scope.get(name)).orElse(Absent.UNDEFINED);
    }

    void set(String name, Object value) {
        names.put(name, value);
    }
}
