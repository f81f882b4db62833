/**
 * Stage 2: instructions are answered under the principles (Sun et al. 2023, section 3.2). Each instruction asks the
 * base model, behind the long prefix of constitution and exemplars; the completion is taken apart into internal
 * thoughts, the principles that they name, and the answer. An answer that the token limit cut is asked for once again,
 * with twice the room. What leaves the path goes to {@code rejections}: {@code query-too-long}, {@code model-error},
 * {@code run-complete}, {@code no-self-identification}, {@code no-answer-marker}, {@code truncated}, {@code empty},
 * {@code too-short}, {@code leaks-marker}, {@code apology}, {@code echoes-instruction}, {@code leaks-exemplar},
 * {@code language-mismatch}, {@code repetitive}.
 *
 * <p>Two sets of rules can judge: those of the original's post-processing, in its order, and improved ones, which are
 * the default. What differs, and why, stands in {@code docs/rules.md}.
 */
@NullMarked
package caravan.streams.align;

import org.jspecify.annotations.NullMarked;
