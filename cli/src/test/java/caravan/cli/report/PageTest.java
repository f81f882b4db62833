package caravan.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import caravan.cli.audit.Account;
import caravan.cli.audit.AuditReport;
import caravan.principles.Constitution;
import caravan.principles.Principles;
import caravan.schemas.DrawYield;
import caravan.schemas.Instruction;
import caravan.schemas.Lineage;
import caravan.schemas.PrincipledResponse;
import caravan.schemas.Topics;
import caravan.schemas.Way;
import caravan.schemas.registry.InMemorySchemaRegistry;
import caravan.schemas.wire.AvroSerdes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PageTest {
    private static final Constitution CONSTITUTION =
            Principles.load(Path.of("..", "principles")).constitution();

    static {
        // Avro makes no record before the serdes have vouched for ours.
        new AvroSerdes(new InMemorySchemaRegistry()).values(Topics.PROMPTS);
    }

    private static final Lineage LINEAGE = Lineage.newBuilder()
            .setRun("run-1")
            .setSource("seeds")
            .setPrinciples("p")
            .setParents(List.of())
            .setTimings(List.of())
            .build();

    private static Instruction instruction(String id, Way way, String text) {
        return Instruction.newBuilder()
                .setId(id)
                .setNumber(0)
                .setWay(way)
                .setInstruction(text)
                .setLineage(LINEAGE)
                .build();
    }

    private static PrincipledResponse response(String id, String... names) {
        return PrincipledResponse.newBuilder()
                .setId("response-" + id)
                .setInstructionId(id)
                .setInstruction("")
                .setThoughts("")
                .setPrinciples(List.of())
                .setPrincipleNames(List.of(names))
                .setAnswer("")
                .setFinished(true)
                .setLineage(LINEAGE)
                .build();
    }

    private static Tally tally() {
        Tally tally = new Tally();
        tally.enter(response("a", "candor", "static")); // before its instruction: topics have no common order
        tally.enter(instruction("a", Way.VANILLA, "Write a short story about two rivers."));
        tally.enter(instruction("b", Way.VANILLA, "Write me an honest letter to the harbour."));
        tally.enter(instruction("c", Way.USER, "What is the capital of </script> Peru?"));
        tally.enter(response("c", "candor"));
        tally.enter(response("c", "candor"));
        return tally;
    }

    @Test
    void countsPrinciplesAndKeptAnswersOncePerInstruction() {
        assertThat(tally().uses(CONSTITUTION))
                .hasSize(16)
                .contains(
                        new Tally.Use(7, "candor", Map.of("VANILLA", 1, "USER", 1)),
                        new Tally.Use(9, "static", Map.of("VANILLA", 1)),
                        new Tally.Use(1, "ethical", Map.of()));
        assertThat(tally().keptByWay())
                .containsExactlyInAnyOrder(new Tally.Kept("VANILLA", 2, 1), new Tally.Kept("USER", 1, 1));
    }

    @Test
    void showsTheLatestWindowOfEachWay() {
        Tally tally = tally();
        tally.enter(new DrawYield("run-1", Way.VANILLA, 100L, 900L, 30L, false, 1L));
        tally.enter(new DrawYield("run-1", Way.VANILLA, 100L, 800L, 8L, true, 2L));

        assertThat(tally.yields()).containsExactly(new Tally.Yielded("run-1", "VANILLA", 100, 800, 8, true));
    }

    @Test
    void findsTheMainVerbAndTheFirstNounBehindIt() {
        Tally tally = tally();
        tally.enter(instruction("d", Way.USER, "Why do people collect old coins?"));
        tally.enter(instruction("e", Way.USER, "People of Lima collect rain."));

        assertThat(tally.nounsByVerb(true))
                .containsExactly(entry("write", new TreeMap<>(Map.of("story", 1, "letter", 1))));
        assertThat(tally.nounsByVerb(false))
                .containsOnly(
                        entry("be", new TreeMap<>(Map.of("capital", 1))),
                        entry("collect", new TreeMap<>(Map.of("coin", 1, "rain", 1))));
    }

    @Test
    void holdsItsDataAndItsChartsAndNothingThatEndsItsScript() throws IOException {
        AuditReport books = new AuditReport(
                List.of(new AuditReport.Line(Account.RESPONSES, 3, new TreeMap<>(Map.of("examples", 2L)), 1, 0, 0, 0)),
                new TreeMap<>(Map.of("align", new TreeMap<>(Map.of("repetitive", 4L)))));

        String page = Page.of(books, tally(), CONSTITUTION, "A run </script>");

        assertThat(page)
                .doesNotContain("{{")
                .doesNotContain("A run </script>")
                .contains("\"outcomes\":{\"examples\":2}", "\"repetitive\":4", "sunburst", "Apache Software Foundation")
                .doesNotContain("src=\"http");
    }
}
