/**
 * A few records through one step, without a cluster: what the model is shown, what it wrote, how that was read, and
 * what became of it. For people who edit principles, templates or rules and want to see at once what changes.
 */
@NullMarked
package caravan.cli.preview;

import org.jspecify.annotations.NullMarked;
