/**
 * The step that asks the model, for all other steps: {@code STEP.requests}, {@code prefixes}, {@code models} and
 * {@code serving} come in, {@code STEP.completions} go out, exactly one for each request. One sub-topology per asking
 * step, each a {@link caravan.streams.backlog.BacklogProcessor}; what is said here is only what a request means to a
 * model. Start reading at {@link caravan.streams.generate.GenerateTopology}.
 *
 * <p>An alias is resolved to a model version when a request is first submitted, and the entry keeps it. A swap is a new
 * {@code Serving} record: the next submissions go to the new version, what is in flight ends with the old one.
 */
@NullMarked
package caravan.streams.generate;

import org.jspecify.annotations.NullMarked;
