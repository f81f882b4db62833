/**
 * Files of the folder to records. Nothing here throws for wrong content: each problem is noted with its file and line,
 * so that a person sees all of them at once. {@link caravan.principles.Principles#load} is the door.
 */
@NullMarked
package caravan.principles.reading;

import org.jspecify.annotations.NullMarked;
