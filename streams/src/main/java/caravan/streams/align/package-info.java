/**
 * Stage 2: instructions are answered under the principles (Sun et al. 2023, section 3.2). Each instruction asks the
 * base model, behind the long prefix of constitution and exemplars; the completion is taken apart into internal
 * thoughts, the principles that they name, and the answer. What leaves the path goes to {@code rejections}:
 * {@code model-error}, {@code run-complete}, {@code no-self-identification}, {@code no-answer-marker},
 * {@code truncated}, {@code empty}, {@code too-short}, {@code leaks-marker}, {@code apology},
 * {@code echoes-instruction}, {@code leaks-exemplar}, {@code repetitive}.
 *
 * <p>The rules are those of the original's post-processing, in its order, but for five of which it is known that they
 * harm (all are settings, or noted where they stand): an answer that the token limit cut is rejected, where the
 * original kept it without its last word; a short finished answer is kept, where the original asked for 160 characters;
 * whether an exemplar leaks is judged by runs of words, not by a list that bans the weather; a repetition rejects the
 * answer and spares code, where the original cut lists and programs at their first repeated line; and an answer may
 * quote its input, which many tasks ask for.
 */
@NullMarked
package caravan.streams.align;

import org.jspecify.annotations.NullMarked;
