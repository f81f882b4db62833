/**
 * Questions to the model now served: through the topics where a caravan is at work, so that the answer is a completion
 * like any other; by opening the model of the data folder in this process where none is.
 */
@NullMarked
package caravan.cli.ask;

import org.jspecify.annotations.NullMarked;
