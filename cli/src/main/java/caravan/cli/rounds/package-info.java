/**
 * The loop closed several times: what each round came to, whether the models still get better on examples that none of
 * them was trained on, and when to stop. A round is a run, so that restarts, the audit and the traces need to know
 * nothing of rounds.
 */
@NullMarked
package caravan.cli.rounds;

import org.jspecify.annotations.NullMarked;
