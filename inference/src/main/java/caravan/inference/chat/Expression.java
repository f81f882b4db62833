package caravan.inference.chat;

import java.util.List;
import java.util.Map;

/** A part of a template that has a value: a Text, Long, Double, Boolean, List, Map, Callable or Absent. */
@FunctionalInterface
interface Expression {
    Object in(Scope scope);

    /** A value that is called. */
    @FunctionalInterface
    interface Callable {
        Object call(Arguments arguments);
    }

    /**
     * What a call is given.
     *
     * @param ordered by place
     * @param named by name
     */
    record Arguments(List<Object> ordered, Map<String, Object> named) {
        static final Arguments NONE = new Arguments(List.of(), Map.of());

        /** The one at that place or of that name. */
        Object get(int place, String name, Object otherwise) {
            Object found = named.get(name);
            if (found != null) {
                return found;
            }
            return place < ordered.size() ? ordered.get(place) : otherwise;
        }

        /** The same text at that place, or the other. */
        String text(int place, String name, String otherwise) {
            Object found = get(place, name, Absent.NONE);
            return found == Absent.NONE ? otherwise : Values.text(found).chars();
        }
    }
}
