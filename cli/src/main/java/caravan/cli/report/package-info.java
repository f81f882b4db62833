/**
 * The run so far as one page to look at: what was kept and dropped at each step, how often each principle was named,
 * and how varied the instructions are. It is read from the topics, so it can be made at any time.
 */
@NullMarked
package caravan.cli.report;

import org.jspecify.annotations.NullMarked;
