/**
 * Verbose cloning from outside the step: begins a run of it once a run's model is served, seals it once every
 * instruction has its outcome, and measures what length and quality were before and are after. All that it knows stands
 * in the topics, so that a restart goes on where it was.
 */
@NullMarked
package caravan.cli.clone;

import org.jspecify.annotations.NullMarked;
