/**
 * OpenTelemetry spans of the ways that records take. In come the records that steps send, with their
 * {@code traceparent} header; out go spans, and the same header with the new span's id in it. Steps know nothing of it:
 * it lies around their serdes, and where tracing is off there is nothing around them.
 */
@NullMarked
package caravan.cli.tracing;

import org.jspecify.annotations.NullMarked;
