/**
 * A prompt source that somebody else wrote: the questions of a Markdown page, its headings that end in a question mark.
 */
@NullMarked
package caravan.examples.faq;

import org.jspecify.annotations.NullMarked;
