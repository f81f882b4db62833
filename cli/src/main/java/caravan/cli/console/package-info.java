/**
 * The web console: what a person watches while a caravan is at work. A sampler looks at the run every two seconds and
 * keeps a day of figures in rings of fixed size; the pages get each look by server-sent events. It reads topics and
 * meters, writes nothing unless the operator lets its pages ask, and never holds up the work that it shows.
 *
 * <p>The pages are plain ES modules in this package's resources: no build step, no network but this server.
 */
@NullMarked
package caravan.cli.console;

import org.jspecify.annotations.NullMarked;
