/**
 * Stage 4, verbose cloning (Sun et al. 2023, section 3.4): the engraved model answers a run's instructions again, under
 * a prompt that asks for answers at length. What is kept becomes training examples of a run of their own, every other
 * one under the short prompt of stage 3, so that the next model learns both; training begins from the base again.
 *
 * <p>In come instructions that were copied into the run, out go {@code examples}. What leaves the path goes to
 * {@code rejections}: {@code query-too-long}, {@code model-error}, {@code run-complete}, {@code empty},
 * {@code truncated}, {@code leaks-marker}, {@code leaks-prompt}, {@code recites}, {@code repetitive}. They are the
 * filters of Dromedary's {@code merge_and_filter_verbose_clone_output.py}; what differs stands in
 * {@code docs/verbose.md}.
 */
@NullMarked
package caravan.streams.verbose;

import org.jspecify.annotations.NullMarked;
