/**
 * What people write, loaded, validated, rendered and versioned by content.
 *
 * <p>{@link caravan.principles.Principles#load} reads the folder; {@code AlignPrompt}, {@code VanillaPrompt},
 * {@code SubjectPrompt}, {@code TopicGuidedPrompt} and {@code EngravingPrompt} turn its records into the text that a
 * model reads. A prompt is a constant {@code prefix()}, which is worth keeping in a model's cache, and a request's own
 * text; the two meet where a tokenizer starts a new token anyway. Texts on which parsers rely are named once, in
 * {@code Markers}. The method is that of Sun et al. 2023, sections 3.1 to 3.3; every word is our own.
 */
@NullMarked
package caravan.principles;

import org.jspecify.annotations.NullMarked;
