/**
 * The model that is served, for any program that speaks OpenAI's API: {@code /v1/completions},
 * {@code /v1/chat/completions} and {@code /v1/models}, answered by one engine in this process. A chat is written by the
 * model folder's template, or in the format that the model was engraved in. A name may be given another model at any
 * time; nobody's request is dropped for it.
 *
 * <p>Names of special tokens in what a user sends stay text (see {@link caravan.inference.GenerationCall}). Fields that
 * are not known are passed over; fields that are known and cannot be honoured are refused, rather than answered as if
 * they had not been there.
 */
@NullMarked
package caravan.cli.serve;

import org.jspecify.annotations.NullMarked;
