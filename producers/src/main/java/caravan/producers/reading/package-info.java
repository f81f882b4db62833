/**
 * From bytes and fields to tasks: lines out of a stream, JSON out of a line, an instruction and an input out of named
 * fields. Every kind of source reads by these, so that the same text is a prompt, or is refused for the same reason,
 * whichever way it comes.
 */
@NullMarked
package caravan.producers.reading;

import org.jspecify.annotations.NullMarked;
