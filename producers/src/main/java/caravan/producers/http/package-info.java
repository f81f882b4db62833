/**
 * HTTP as a source: {@code POST /prompts} takes one prompt or a batch of lines, and answers when what it took is
 * committed. {@link caravan.producers.http.PromptServer} speaks HTTP; {@link caravan.producers.http.Inbox} holds what
 * came until the source's next transaction takes it along.
 */
@NullMarked
package caravan.producers.http;

import org.jspecify.annotations.NullMarked;
