/**
 * Random weights of a Llama's shape, written for both engines. Speed does not depend on what the weights say, and
 * agreement of two engines shows best on weights that nobody tuned.
 */
@NullMarked
package caravan.bench.model;

import org.jspecify.annotations.NullMarked;
