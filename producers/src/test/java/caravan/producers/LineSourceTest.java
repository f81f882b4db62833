package caravan.producers;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.producers.reading.LineSource;
import caravan.schemas.Prompt;
import caravan.schemas.PromptKind;
import caravan.schemas.Rejection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineSourceTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);

    @Test
    void readsJsonAndPlainTextSideBySide() throws IOException, InterruptedException {
        List<Prompt> prompts = prompts(read("""
                {"instruction": "Sort these.", "input": "3 1 2", "output": "1 2 3"}
                {"prompt": "Why is the sky blue?"}
                  Name a river.\r
                """));

        assertThat(prompts)
                .extracting(Prompt::getInstruction)
                .containsExactly("Sort these.", "Why is the sky blue?", "Name a river.");
        assertThat(prompts).extracting(Prompt::getInput).containsExactly("3 1 2", "", "");
        assertThat(prompts).extracting(Prompt::getKind).containsOnly(PromptKind.USER);
        assertThat(prompts.get(0).getLineage().getSource()).isEqualTo("tasks.jsonl");
        assertThat(prompts.get(0).getLineage().getRun()).isEqualTo("run-1");
    }

    @Test
    void rejectsEachBrokenLineByNameAndLeavesTheRestUnharmed() throws IOException, InterruptedException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(utf8("first\n"));
        file.writeBytes(utf8("{\"instruction\": \"unclosed\n"));
        file.writeBytes(utf8("\n"));
        file.writeBytes(utf8("x".repeat(1 << 20) + "\n"));
        file.writeBytes(new byte[] {'c', 'a', 'f', (byte) 0xE9, '\n'});
        file.writeBytes(utf8("{\"output\": \"no task\"}\n"));
        file.writeBytes(utf8("[1, 2]\n"));
        file.writeBytes(utf8("{\"instruction\": 7}\n"));
        file.writeBytes(utf8("{\"instruction\": \"half \\ud800\"}\n"));
        file.writeBytes(utf8("{\"instruction\": \"a\"} {\"instruction\": \"b\"}\n"));
        file.writeBytes(utf8("last, without a line end"));

        List<Sourced> all = read(file.toByteArray());

        assertThat(prompts(all))
                .extracting(Prompt::getInstruction)
                .containsExactly("first", "last, without a line end");
        assertThat(rejections(all))
                .extracting(Rejection::getReason)
                .containsExactly(
                        "broken-json",
                        "empty",
                        "too-long",
                        "not-utf8",
                        "no-instruction",
                        "broken-json",
                        "broken-json",
                        "broken-json",
                        "broken-json");
        assertThat(rejections(all)).extracting(Rejection::getStep).containsOnly("produce");
        assertThat(rejections(all).get(2).getDetail())
                .isEqualTo(
                        "tasks.jsonl:4: a line must have at most 65536 bytes, has 1048576; only its beginning is kept"
                                + " here");
        assertThat(rejections(all).get(3).getDetail()).isEqualTo("tasks.jsonl:5: byte 4 of the line is not UTF-8");
        assertThat(rejections(all).get(6).getDetail())
                .isEqualTo("tasks.jsonl:8: 'instruction' must be a string, was 7");
    }

    /** Objects of plain values are read another way than those with something nested. */
    @Test
    void readsAnObjectTheSameWhateverStandsBesideTheTask() throws IOException, InterruptedException {
        List<Sourced> all = read("""
                {"id": 7, "instruction": "Sort these.", "done": true, "input": null, "note": "x"}
                {"id": {"row": 7}, "instruction": "Sort these.", "tags": ["a", {"b": 1}], "input": null}
                {"instruction": "twice", "instruction": "twice"}
                {"instruction": "twice", "more": {"a": 1, "a": 2}}
                {"instruction": "more behind it"} x
                {"instruction": "not closed", "id": 7
                """);

        assertThat(prompts(all)).extracting(Prompt::getInstruction).containsExactly("Sort these.", "Sort these.");
        assertThat(rejections(all)).extracting(Rejection::getReason).containsOnly("broken-json");
        assertThat(rejections(all)).hasSize(4);
        assertThat(rejections(all).get(0).getDetail()).startsWith("tasks.jsonl:3: Duplicate field 'instruction'");
    }

    @Test
    void takesTheReplacementCharacterAsTextAndBrokenBytesNot() throws IOException, InterruptedException {
        List<Sourced> all =
                read(new byte[] {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD, '\n', (byte) 0xEF, (byte) 0xBF, '\n'});

        assertThat(prompts(all)).extracting(Prompt::getInstruction).containsExactly("\uFFFD");
        assertThat(rejections(all)).extracting(Rejection::getReason).containsExactly("not-utf8");
    }

    @Test
    void givesTheSameIdsWhenTheSameFileIsReadAgain() throws IOException, InterruptedException {
        String file = "one\n{broken\ntwo\none\n";

        List<String> first = ids(read(file));
        List<String> second = ids(read(file));

        assertThat(second).isEqualTo(first);
        assertThat(first).doesNotHaveDuplicates();
    }

    @Test
    void takesALineOfExactlyTheLimitAndRefusesOneByteMore() throws IOException, InterruptedException {
        String fits = "y".repeat(LineSource.LINE_BYTES_MAX);

        List<Sourced> all = read(fits + "\r\n" + fits + "\n" + fits + "y\n");

        assertThat(prompts(all)).hasSize(2);
        assertThat(rejections(all)).extracting(Rejection::getReason).containsExactly("too-long");
        assertThat(rejections(all).get(0).getText()).hasSize(LineSource.LINE_BYTES_MAX);
    }

    @Test
    void skipsAByteOrderMark() throws IOException, InterruptedException {
        List<Prompt> prompts = prompts(read("\uFEFF{\"instruction\": \"Hello.\"}"));

        assertThat(prompts).extracting(Prompt::getInstruction).containsExactly("Hello.");
    }

    @Test
    void readsAnEmptyFileAsNothing() throws IOException, InterruptedException {
        assertThat(read("")).isEmpty();
    }

    @Test
    void readsALineThatNeverEndsWithoutHoldingIt() throws IOException, InterruptedException {
        InputStream endless = new InputStream() {
            private long left = 64L << 20;

            @Override
            public int read() {
                return left-- > 0 ? 'z' : -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                left -= length;
                return left > 0 ? length : -1;
            }
        };

        List<Sourced> all = readAll(new LineSource(endless, 1024));

        assertThat(rejections(all)).extracting(Rejection::getReason).containsExactly("too-long");
    }

    private static Origin origin() {
        return new Origin("tasks.jsonl", "run-1", 0, "p1");
    }

    private static List<Sourced> read(String text) throws IOException, InterruptedException {
        return read(utf8(text));
    }

    private static List<Sourced> read(byte[] bytes) throws IOException, InterruptedException {
        return readAll(new LineSource(new ByteArrayInputStream(bytes), LineSource.LINE_BYTES_MAX));
    }

    private static List<Sourced> readAll(PromptSource source) throws IOException, InterruptedException {
        Stamp stamp = new Stamp(NOON);
        List<Sourced> all = new ArrayList<>();
        Batch batch;
        do {
            batch = source.next(3, Duration.ZERO);
            all.addAll(stamp.of(batch.entries(), origin()));
        } while (!batch.isEnd());
        return all;
    }

    private static List<Prompt> prompts(List<Sourced> all) {
        return all.stream()
                .filter(Sourced.Accepted.class::isInstance)
                .map(each -> ((Sourced.Accepted) each).prompt())
                .toList();
    }

    private static List<Rejection> rejections(List<Sourced> all) {
        return all.stream()
                .filter(Sourced.Refused.class::isInstance)
                .map(each -> ((Sourced.Refused) each).rejection())
                .toList();
    }

    private static List<String> ids(List<Sourced> all) {
        return all.stream()
                .map(each -> each instanceof Sourced.Accepted accepted
                        ? accepted.prompt().getId()
                        : ((Sourced.Refused) each).rejection().getId())
                .toList();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
