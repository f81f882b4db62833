/**
 * Prompt sources into the {@code prompts} topic. In comes whatever people have, a line each: text, or JSON with an
 * instruction and an input. Out goes a {@link caravan.schemas.Prompt}, or a {@link caravan.schemas.Rejection} that
 * names what is wrong with the line, so that prompts and rejections together are always as many as the lines.
 */
@NullMarked
package caravan.producers;

import org.jspecify.annotations.NullMarked;
