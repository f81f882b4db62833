/**
 * The other way through the door: a model behind an OpenAI-compatible API, such as vLLM, llama.cpp's server, Ollama, a
 * hosted model, or {@code caravan serve}. Begin with {@link caravan.inference.openai.OpenAiLanguageModel}.
 *
 * <p><b>A call is sent once.</b> Trying again is its caller's business (the backlog's, with full jitter, counted), so
 * that no failure is multiplied by two loops. What this package owes the caller is the right kind of failure
 * ({@code FailureSorter}), and a server that is left alone when it says so: {@code Gate} holds calls back, as many at a
 * time as {@code AdaptiveLimit} finds the server to bear, and none for the time that a 429 or 503 asks for.
 *
 * <p><b>Slow is not dead.</b> An answer may take minutes, since nothing is streamed and an overloaded server queues. A
 * long silence is met with a question that costs nothing ({@code Pulse}); only when that stays unanswered too are the
 * calls given back as UNAVAILABLE.
 *
 * <p><b>Why not the official client.</b> {@code com.openai:openai-java} 4.0.0 was tried and stands in the way in two
 * places that matter here: cancelling its future leaves the request running, so that a server goes on generating for
 * nobody; and an answer is read whole, whatever its size (300 MB ended a JVM of 1 GB). It also brings 27 MB of classes
 * and a second HTTP stack in Kotlin for the two paths that are asked here. The JDK's own client cancels, bounds what is
 * read, and is there already.
 */
@NullMarked
package caravan.inference.openai;

import org.jspecify.annotations.NullMarked;
