package caravan.cli.tracing;

import caravan.schemas.Candidate;
import caravan.schemas.Completion;
import caravan.schemas.Draw;
import caravan.schemas.DrawOutcome;
import caravan.schemas.Lineage;
import caravan.schemas.Rejection;
import caravan.schemas.Timing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;

/**
 * The span of a record: named by the step that made it, from the moment when the record before was sent on to the
 * moment when this one is, so that what a trace shows between two steps is the way through Kafka and the work together.
 * A completion's span is generate's own, from the request's arrival on, and holds one of the model. Ids and counts are
 * told, and never a text. Thread-safe.
 */
final class RecordSpans {
    private final Tracer tracer;

    RecordSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    /** Tells that a record is sent, and names the span in its headers. Records without a lineage have none. */
    void sent(String topic, Headers headers, SpecificRecord record) {
        Optional<Lineage> lineage = lineage(record);
        if (lineage.isEmpty() || record instanceof DrawOutcome) {
            return;
        }
        Optional<SpanContext> before = TraceHeader.read(headers);
        if (before.isPresent() && !before.get().isSampled()) {
            return;
        }
        Moment moment = Moment.last(lineage.get().getTimings());
        if (record instanceof Draw draw && before.isPresent()) {
            begin("draw", before.get(), moment.endMillis(), draw.getLineage());
            return;
        }
        before.filter(begun -> isMadeOfPromptOf(begun, record, lineage.get()))
                .ifPresent(begun -> begin("prompt", begun, moment.startMillis(), lineage.get()));
        Span span = span(moment.step(), before, moment.startMillis(), lineage.get())
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.destination.name", topic)
                .startSpan();
        describe(span, record, moment);
        span.end(moment.endMillis(), TimeUnit.MILLISECONDS);
        if (span.getSpanContext().isSampled()) {
            TraceHeader.write(headers, span.getSpanContext());
        }
    }

    /** Tells that a step which sends nothing on has read a record. */
    void read(String step, String topic, Headers headers, SpecificRecord record, long nowMillis) {
        Optional<SpanContext> before = TraceHeader.read(headers).filter(SpanContext::isSampled);
        Optional<Lineage> lineage = lineage(record);
        if (before.isEmpty() || lineage.isEmpty()) {
            return;
        }
        long sentAt = Moment.last(lineage.get().getTimings()).endMillis();
        span(step, before, Math.min(sentAt, nowMillis), lineage.get())
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.destination.name", topic)
                .startSpan()
                .end(nowMillis, TimeUnit.MILLISECONDS);
    }

    /** The span that whoever sent the prompt has named and did not tell. */
    private void begin(String name, SpanContext begun, long atMillis, Lineage lineage) {
        GivenIds.GENERATOR
                .under(
                        begun,
                        () -> span(name, Optional.empty(), atMillis, lineage).startSpan())
                .end(atMillis, TimeUnit.MILLISECONDS);
    }

    /** A trace is named by its prompt. What a model made of a prompt is seen by the call's own span. */
    private static boolean isMadeOfPromptOf(SpanContext begun, SpecificRecord record, Lineage lineage) {
        return (record instanceof Candidate || record instanceof Rejection)
                && lineage.getParents().stream().findFirst().equals(Optional.of(begun.getTraceId()));
    }

    private SpanBuilder span(String name, Optional<SpanContext> before, long startMillis, Lineage lineage) {
        Context parent =
                before.map(span -> Context.root().with(Span.wrap(span))).orElse(Context.root());
        return tracer.spanBuilder(name)
                .setParent(parent)
                .setStartTimestamp(startMillis, TimeUnit.MILLISECONDS)
                .setAttribute("caravan.run", lineage.getRun())
                .setAttribute("caravan.source", lineage.getSource());
    }

    private void describe(Span span, SpecificRecord record, Moment moment) {
        if (record instanceof Rejection rejection) {
            span.setAttribute("caravan.rejected", rejection.getReason());
        } else if (record instanceof Completion completion) {
            span.setAttribute("caravan.request", completion.getRequestId());
            span.setAttribute("caravan.asked-by", completion.getRequest().getStep());
            span.setAttribute("caravan.from-memo", completion.getFromMemo());
            completion.getError().ifPresent(error -> span.setStatus(StatusCode.ERROR, error.getReason()));
            if (!completion.getFromMemo() && completion.getError().isEmpty()) {
                model(span, completion, moment);
            }
        }
    }

    /** Attributes as OpenTelemetry's conventions for generative models name them. */
    private void model(Span generate, Completion completion, Moment moment) {
        completion
                .getLineage()
                .getCall()
                .ifPresent(call -> tracer.spanBuilder("model")
                        .setParent(Context.root().with(generate))
                        .setStartTimestamp(moment.endMillis() - call.getModelMillis(), TimeUnit.MILLISECONDS)
                        .setAttribute("gen_ai.request.model", call.getModel())
                        .setAttribute("gen_ai.usage.input_tokens", call.getPromptTokens())
                        .setAttribute("gen_ai.usage.output_tokens", call.getCompletionTokens())
                        .setAttribute("caravan.queued-millis", call.getQueuedMillis())
                        .startSpan()
                        .end(moment.endMillis(), TimeUnit.MILLISECONDS));
    }

    private static Optional<Lineage> lineage(SpecificRecord record) {
        Schema.Field field = record.getSchema().getField("lineage");
        return field == null ? Optional.empty() : Optional.of((Lineage) record.get(field.pos()));
    }

    /**
     * The latest step of a record's way.
     *
     * @param startMillis since the epoch
     * @param endMillis since the epoch, not before the start
     */
    private record Moment(String step, long startMillis, long endMillis) {
        static Moment last(List<Timing> timings) {
            if (timings.isEmpty()) {
                long now = System.currentTimeMillis();
                return new Moment("begin", now, now);
            }
            Timing last = timings.get(timings.size() - 1);
            long start = last.getStartedAt();
            if (start == last.getFinishedAt() && timings.size() > 1) {
                // A step's own timing is an instant; the record has been under way since the one before.
                start = Math.min(start, timings.get(timings.size() - 2).getFinishedAt());
            }
            return new Moment(last.getStep(), start, Math.max(start, last.getFinishedAt()));
        }
    }
}
