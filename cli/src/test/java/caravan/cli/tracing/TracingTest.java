package caravan.cli.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.cli.config.ConfigException;
import caravan.cli.config.ConfigFile;
import caravan.cli.config.TracingSection;
import caravan.schemas.Candidate;
import caravan.schemas.Lineage;
import caravan.schemas.Timing;
import caravan.schemas.Topic;
import caravan.schemas.Topics;
import caravan.schemas.Way;
import caravan.schemas.wire.RecordSerdes;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracingTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();

    @Test
    void isNotThereWhereItIsOff() {
        RecordSerdes serdes = new Nothings();
        try (Tracing off = Tracing.of(new TracingSection(TracingSection.OFF, 1))) {
            assertThat(off.sending(serdes)).isSameAs(serdes);
            assertThat(off.collecting(serdes)).isSameAs(serdes);
        }
    }

    @Test
    void continuesATraceInTheHeaderOfWhatIsSent() {
        Headers headers = header("00-" + TRACE + "-00f067aa0ba902b7-01");

        send(headers, 1);

        assertThat(spans.getFinishedSpanItems()).singleElement().satisfies(span -> {
            assertThat(span.getName()).isEqualTo("instruct");
            assertThat(span.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
            assertThat(span.getEndEpochNanos() - span.getStartEpochNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(7));
            assertThat(header(headers)).isEqualTo("00-" + TRACE + "-" + span.getSpanId() + "-01");
        });
    }

    @Test
    void beginsATraceWhereAHeaderIsMissingOrIsNone() {
        for (Headers headers : List.of(new RecordHeaders(), header("00-rubbish"), header(""))) {
            send(headers, 1);

            assertThat(header(headers)).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
        }
        assertThat(spans.getFinishedSpanItems()).hasSize(3);
    }

    @Test
    void leavesATraceAloneThatSomeoneElseDoesNotSampleOrThatIsNotOfTheShare() {
        for (String trace :
                List.of("00-" + TRACE + "-00f067aa0ba902b7-00", "00-" + "7f".repeat(16) + "-00f067aa0ba902b7-01")) {
            Headers headers = header(trace);

            send(headers, 0.01);

            assertThat(header(headers)).isEqualTo(trace);
        }
        assertThat(spans.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void givesACollectorSpansOverHttp() throws IOException, InterruptedException {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        String endpoint = "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces";

        try (Tracing tracing = Tracing.of(new TracingSection(endpoint, 1))) {
            tracing.sending(new Nothings())
                    .values(Topics.CANDIDATES)
                    .serializer()
                    .serialize(Topics.CANDIDATES.name(), new RecordHeaders(), candidate());
        } finally {
            collector.stop(1);
        }

        assertThat(received.poll(60, TimeUnit.SECONDS)).contains("instruct", "service.name", "caravan.candidates");
    }

    @Test
    void saysWhatIsNoEndpointAndNoShare(@TempDir Path folder) {
        ConfigException thrown = Assertions.catchThrowableOfType(
                ConfigException.class,
                () -> ConfigFile.load(
                        Optional.empty(), List.of("tracing.endpoint=localhost", "tracing.share=0"), folder));

        assertThat(thrown.problems())
                .anyMatch(problem ->
                        problem.contains("endpoint must be 'off' or begin with http:// or https://, was localhost"))
                .anyMatch(problem -> problem.contains("share must be in (0, 1], was 0"));
    }

    private void send(Headers headers, double share) {
        // Closed without its exporter, which forgets all it holds.
        Tracing tracing = Tracing.to(new Kept(spans), share);
        tracing.sending(new Nothings())
                .values(Topics.CANDIDATES)
                .serializer()
                .serialize(Topics.CANDIDATES.name(), headers, candidate());
        tracing.close();
    }

    private static Candidate candidate() {
        Lineage lineage = Lineage.newBuilder()
                .setRun("run")
                .setSource("users.jsonl")
                .setPrinciples("principles")
                .setParents(List.of("request"))
                .setTimings(List.of(new Timing("generate", 1_000L, 2_000L), new Timing("instruct", 2_007L, 2_007L)))
                .build();
        return Candidate.newBuilder()
                .setId("candidate")
                .setWay(Way.VANILLA)
                .setInstruction("Name a river.")
                .setLineage(lineage)
                .build();
    }

    private static Headers header(String trace) {
        return new RecordHeaders().add("traceparent", trace.getBytes(StandardCharsets.US_ASCII));
    }

    private static String header(Headers headers) {
        return new String(headers.lastHeader("traceparent").value(), StandardCharsets.US_ASCII);
    }

    /** Serdes of no bytes. */
    private static final class Nothings implements RecordSerdes {
        @Override
        public <V extends SpecificRecord> Serde<V> values(Topic<V> topic) {
            return Serdes.serdeFrom((name, value) -> new byte[0], (name, bytes) -> null);
        }
    }
}
