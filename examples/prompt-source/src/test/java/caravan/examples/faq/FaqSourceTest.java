package caravan.examples.faq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravan.producers.Batch;
import caravan.producers.Entry;
import caravan.producers.Opening;
import caravan.producers.PromptSource;
import caravan.producers.SourceKind.Opener;
import caravan.producers.host.SourceKinds;
import caravan.schemas.CommittedClients;
import caravan.schemas.Source;
import caravan.schemas.registry.InMemorySchemaRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaqSourceTest {
    @TempDir
    Path folder;

    @Test
    void isFoundOnTheClassPathAndGoesOnWhereItWasLeft() throws IOException, InterruptedException {
        Path page = Files.writeString(folder.resolve("faq.md"), "# Our lamps\n## Are they green?\nNo.\n## Why?\n");
        Opener opener = kinds().configure(source(Map.of("path", page.toString())));
        Batch first;
        try (PromptSource opened = opener.open(opening(Map.of()))) {
            first = opened.next(10, Duration.ZERO);
            assertThat(opened.next(10, Duration.ZERO)).isEqualTo(Batch.NOTHING);
        }
        Files.writeString(page, "## Since when?\n", StandardOpenOption.APPEND);

        try (PromptSource again = opener.open(opening(first.positions()))) {
            assertThat(first.entries())
                    .containsExactly(Entry.task("0", "Are they green?", ""), Entry.task("1", "Why?", ""));
            assertThat(again.next(10, Duration.ZERO).entries()).containsExactly(Entry.task("2", "Since when?", ""));
        }
    }

    @Test
    void saysWhichSettingIsMissingOrUnknown() {
        assertThatThrownBy(() -> kinds().configure(source(Map.of()))).hasMessage("source ours: 'path' is missing");
        assertThatThrownBy(() -> kinds().configure(source(Map.of("path", "x", "colour", "red"))))
                .hasMessage("source ours: unknown colour; known: path");
    }

    private static SourceKinds kinds() {
        return new SourceKinds(FaqSourceTest.class.getClassLoader());
    }

    private static Source source(Map<String, String> settings) {
        return Source.newBuilder()
                .setName("ours")
                .setKind("faq")
                .setSettings(settings)
                .setDeclaredBy("a test")
                .setSince(0)
                .build();
    }

    private static Opening opening(Map<String, String> positions) {
        return new Opening(
                "ours",
                positions,
                new CommittedClients(Map.of()),
                new InMemorySchemaRegistry(),
                Set::of,
                List::of,
                () -> false);
    }
}
