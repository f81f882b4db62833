package caravan.inference.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;

/** Copies of an array's numbers, whichever of float32 and float64 it holds. */
final class Numbers {
    private Numbers() {}

    static float[] floats(NDArray array) {
        if (array.getDataType() == DataType.FLOAT32) {
            return array.toFloatArray();
        }
        double[] wide = array.toDoubleArray();
        var out = new float[wide.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) wide[i];
        }
        return out;
    }

    static double[] doubles(NDArray array) {
        if (array.getDataType() == DataType.FLOAT64) {
            return array.toDoubleArray();
        }
        float[] narrow = array.toFloatArray();
        var out = new double[narrow.length];
        Arrays.setAll(out, i -> narrow[i]);
        return out;
    }
}
