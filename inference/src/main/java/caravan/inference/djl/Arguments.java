package caravan.inference.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.List;

/** The arguments of one native call, closed together. The arrays themselves are not. */
final class Arguments implements AutoCloseable {
    private final List<IValue> values = new ArrayList<>();

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

    Arguments add(double number) {
        values.add(IValue.from(number));
        return this;
    }

    Arguments add(boolean truth) {
        values.add(IValue.from(truth));
        return this;
    }

    IValue[] values() {
        return values.toArray(IValue[]::new);
    }

    @Override
    public void close() {
        values.forEach(IValue::close);
    }
}
