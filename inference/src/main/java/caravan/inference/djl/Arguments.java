package caravan.inference.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** The arguments of one native call. Those made here are closed together; arrays and lent values are not. */
final class Arguments implements AutoCloseable {
    private final List<IValue> values = new ArrayList<>();
    private final Set<IValue> lent = Collections.newSetFromMap(new IdentityHashMap<>());

    Arguments add(NDArray array) {
        values.add(IValue.from((PtNDArray) array));
        return this;
    }

    Arguments add(List<NDArray> arrays) {
        values.add(IValue.listFrom(arrays.toArray(PtNDArray[]::new)));
        return this;
    }

    Arguments addEach(List<NDArray> arrays) {
        arrays.forEach(this::add);
        return this;
    }

    /** A value that lives on after the call. */
    Arguments lend(IValue value) {
        values.add(value);
        lent.add(value);
        return this;
    }

    Arguments add(int number) {
        values.add(IValue.from((long) number));
        return this;
    }

    Arguments addNumbers(List<Long> numbers) {
        values.add(IValue.listFrom(numbers.stream().mapToLong(Long::longValue).toArray()));
        return this;
    }

    Arguments add(Shape shape) {
        values.add(IValue.listFrom(shape.getShape()));
        return this;
    }

    Arguments add(double number) {
        values.add(IValue.from(number));
        return this;
    }

    Arguments add(Choosing choosing, NDManager manager) {
        choosing.addTo(this, manager);
        return this;
    }

    IValue[] values() {
        return values.toArray(IValue[]::new);
    }

    @Override
    public void close() {
        values.stream().filter(value -> !lent.contains(value)).forEach(IValue::close);
    }
}
