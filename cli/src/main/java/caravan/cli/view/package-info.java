/**
 * What a person sees while a caravan is at work: a panel that is redrawn where there is a terminal, else a line now and
 * then. The counts come from the topics, so that they are right after a restart; only what is measured (tokens a
 * second, calls in flight) comes from the process itself.
 */
@NullMarked
package caravan.cli.view;

import org.jspecify.annotations.NullMarked;
