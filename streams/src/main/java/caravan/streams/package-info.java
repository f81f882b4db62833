/**
 * The verbs of the path, one package each: {@code instruct}, {@code novelty}, {@code align} and {@code engrave} make
 * records of records, {@code generate} asks the model for them through {@code backlog}, {@code collect} writes the
 * files; {@code flow} is what they share. {@link caravan.streams.Pipeline} is their table of contents. A step is one
 * topology and one application, and no step knows another: they meet in topics.
 */
@NullMarked
package caravan.streams;

import org.jspecify.annotations.NullMarked;
