/**
 * Stage 1: instructions come to be (Sun et al. 2023, section 3.1). Prompts that people wrote come in and go out as
 * candidates; draws come in and go out as rendered requests to the base model; completions come in and go out, parsed
 * and filtered, as candidates. What leaves the path goes to {@code rejections} with one of these reasons:
 *
 * <ul>
 *   <li>of prompts: {@code empty}, {@code too-long};
 *   <li>of whole completions: {@code model-error}, {@code run-complete}, {@code unparsable};
 *   <li>of items that cannot be read: {@code misnumbered}, {@code malformed}, {@code cut-off}, {@code last-item};
 *   <li>of instructions: {@code too-few-words}, {@code too-many-words}, {@code blocked-word},
 *       {@code leading-punctuation}, {@code leading-non-ascii};
 *   <li>of red-team subjects: {@code too-many-words}, {@code leading-character}, {@code trailing-punctuation}.
 * </ul>
 *
 * <p>Two sets of rules can judge: the original's, and improved ones, which are the default ({@code docs/rules.md}).
 */
@NullMarked
package caravan.streams.instruct;

import org.jspecify.annotations.NullMarked;
