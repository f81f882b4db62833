/**
 * Keeps what is new and plans what is asked next: one writer, to which the offset order of {@code candidates} is the
 * order. A candidate that says what the run's pool holds already becomes a rejection ({@code exact-duplicate},
 * {@code near-duplicate}); any other joins the pool, and goes on as an instruction unless it is a seed or a red-team
 * subject, which are only drawn from. While a run is running, draws are planned up to a bound; each holds whole what it
 * shows.
 *
 * <p>Generated instructions are near-duplicates by ROUGE-L above 0.7, exactly as in the original (Wang et al. 2022;
 * {@code rouge_score}); but where that had 32 pools that never met, and none for topic-guided instructions, here is
 * one. What people wrote is only held against exact copies: a thousand inputs under one instruction are a thousand
 * prompts.
 *
 * <p>A way of drawing whose yield falls too low is given up for the rest of its run, with a warning in the log and
 * {@code caravan.novelty.exhausted}: the model's time would be lost.
 *
 * <p>A pool belongs to a run, unless all runs are set to know each other. So a second run of the same prompts makes the
 * same draws, is answered from the memo, and its instructions are answered anew under its own principles. Memory holds
 * an index of the persistent pool store and is built from it whenever a task begins, since an aborted transaction takes
 * back the store but not the memory.
 */
@NullMarked
package caravan.streams.novelty;

import org.jspecify.annotations.NullMarked;
