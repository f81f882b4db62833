package caravan.inference.djl;

import ai.djl.ndarray.types.Shape;

/**
 * One weight that a decoder needs.
 *
 * @param name in a safetensors file, in Hugging Face's words
 * @param shape its dimensions
 */
record Weight(String name, Shape shape) {
    static Weight of(String name, long... dimensions) {
        return new Weight(name, new Shape(dimensions));
    }

    int elements() {
        return Math.toIntExact(shape.size());
    }

    boolean isMatrix() {
        return shape.dimension() == 2;
    }

    @Override
    public String toString() {
        return name + " " + shape;
    }
}
