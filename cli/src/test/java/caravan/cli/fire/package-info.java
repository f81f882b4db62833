/**
 * Trial by fire: real child processes work, are killed with SIGKILL at random moments, and their results are counted by
 * id as a reader of committed records sees them. {@code infra/fire/short} and {@code infra/fire/long} run it.
 */
@NullMarked
package caravan.cli.fire;

import org.jspecify.annotations.NullMarked;
