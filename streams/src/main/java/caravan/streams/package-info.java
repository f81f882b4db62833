/** The verbs of the path, one package each; {@code Pipeline} is their table of contents. */
@NullMarked
package caravan.streams;

import org.jspecify.annotations.NullMarked;
