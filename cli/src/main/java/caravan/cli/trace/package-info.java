/**
 * The way of one record through the path, from the prompt it goes back to until it became an example or left with a
 * reason: read from the topics, since every record names what it was made from.
 */
@NullMarked
package caravan.cli.trace;

import org.jspecify.annotations.NullMarked;
