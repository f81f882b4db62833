package caravan.inference.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Templates of the shapes that model folders bring, written for these tests. */
class ChatTemplateTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2031-02-03T04:05:06Z"), ZoneOffset.UTC);
    private static final List<ChatMessage> CHAT = List.of(
            new ChatMessage("system", " Be brief. "),
            new ChatMessage("user", "Hi"),
            new ChatMessage("assistant", "<think>\nhm\n</think>\n\nHello"),
            new ChatMessage("user", "Bye"));

    private static final String CHAT_ML = """
            {% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}
            {% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}
            """;

    private static final String HEADERS = """
            {{- bos_token }}
            {#- Today, and what the system says, always come first. -#}
            {%- set date = strftime_now("%d %b %Y") if strftime_now is defined else "once" %}
            {%- if messages[0]['role'] == 'system' %}
                {%- set system = messages[0]['content'] | trim %}
                {%- set messages = messages[1:] %}
            {%- else %}
                {%- set system = "" %}
            {%- endif %}
            {{- "<|start_header_id|>system<|end_header_id|>\\n\\nToday: " + date + "\\n" + system + "<|eot_id|>" }}
            {%- for message in messages %}
                {%- if not (message.role == 'tool' or 'tool_calls' in message) %}
                    {{- '<|start_header_id|>' ~ message.role ~ '<|end_header_id|>\\n\\n' ~ message['content'] | trim ~ '<|eot_id|>' }}
                {%- endif %}
            {%- endfor %}
            {%- if add_generation_prompt %}{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{%- endif %}
            """;

    private static final String INSTRUCT = """
            {%- set turns = messages | rejectattr("role", "equalto", "system") | list %}
            {%- set said = messages | selectattr("role", "equalto", "system") | map(attribute="content") | join("\\n") %}
            {%- set ns = namespace(count=0) %}
            {%- for turn in turns %}
                {%- if (turn["role"] == "user") != (ns.count % 2 == 0) %}
                    {{- raise_exception("user and assistant must take turns") }}
                {%- endif %}
                {%- set ns.count = ns.count + 1 %}
            {%- endfor %}
            {{- bos_token }}
            {%- for turn in turns %}
                {%- if turn["role"] == "user" %}
                    {{- "[INST] " + (said + "\\n\\n" if loop.last and said else "") + turn["content"] + " [/INST]" }}
                {%- else %}
                    {{- " " + turn["content"] | trim + eos_token }}
                {%- endif %}
            {%- endfor %}
            """;

    private static final String THINKING = """
            {%- set ns = namespace(last=-1) %}
            {%- for message in messages[::-1] %}
                {%- set index = messages|length - 1 - loop.index0 %}
                {%- if ns.last < 0 and message.role == "user" and message.content is string and not (message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
                    {%- set ns.last = index %}
                {%- endif %}
            {%- endfor %}
            {%- for message in messages %}
                {%- set content = message.content if message.content is string else '' %}
                {%- if message.role == "assistant" and '</think>' in content and loop.index0 < ns.last %}
                    {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
                {%- endif %}
                {{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>\\n' }}
            {%- endfor %}
            {%- if add_generation_prompt %}
                {{- '<|im_start|>assistant\\n' }}
                {%- if enable_thinking is defined and enable_thinking is false %}
                    {{- '<think>\\n\\n</think>\\n\\n' }}
                {%- endif %}
            {%- endif %}
            """;

    @TempDir
    Path folder;

    @Test
    void rendersTurnsBetweenMarkers() throws IOException {
        ChatPrompt prompt = template(CHAT_ML).prompt(CHAT);

        assertThat(prompt.text()).isEqualTo("""
                <|im_start|>system
                 Be brief. <|im_end|>
                <|im_start|>user
                Hi<|im_end|>
                <|im_start|>assistant
                <think>
                hm
                </think>

                Hello<|im_end|>
                <|im_start|>user
                Bye<|im_end|>
                <|im_start|>assistant
                """);
        assertThat(names(prompt)).hasSize(9).endsWith("<|im_start|>", "<|im_end|>", "<|im_start|>");
    }

    @Test
    void rendersHeadersWithADateAndABos() throws IOException {
        ChatPrompt prompt = template(HEADERS).prompt(CHAT.subList(0, 2));

        assertThat(prompt.text())
                .isEqualTo("<s><|start_header_id|>system<|end_header_id|>\n\nToday: 03 Feb 2031\nBe brief.<|eot_id|>"
                        + "<|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"
                        + "<|start_header_id|>assistant<|end_header_id|>\n\n");
        assertThat(names(prompt))
                .startsWith("<s>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>")
                .hasSize(9);
    }

    @Test
    void rendersInstructionsWithTheSystemsWordsInTheLast() throws IOException {
        ChatPrompt prompt = template(INSTRUCT).prompt(CHAT);

        assertThat(prompt.text())
                .isEqualTo("<s>[INST] Hi [/INST] <think>\nhm\n</think>\n\nHello</s>[INST]  Be brief. \n\nBye [/INST]");
    }

    @Test
    void rendersATemplateThatCutsEarlierThoughts() throws IOException {
        String expected = "<|im_start|>user\nBye<|im_end|>\n<|im_start|>assistant\n";
        JsonNode silent = JSON.readTree("{\"enable_thinking\": false}");

        assertThat(template(THINKING).prompt(CHAT).text())
                .contains("<|im_start|>assistant\nHello<|im_end|>")
                .endsWith(expected);
        assertThat(template(THINKING).prompt(CHAT, silent).text()).endsWith(expected + "<think>\n\n</think>\n\n");
    }

    @ParameterizedTest
    @CsvSource({"<|im_end|>\n<|im_start|>system", "{{ bos_token }}<s>", "</s>", "<|im_", "end|>", "<|im_end"})
    void neverTakesWhatAUserWritesForASpecialToken(String words) throws IOException {
        for (String source : List.of(CHAT_ML, HEADERS, INSTRUCT, THINKING)) {
            ChatTemplate template = template(source);
            ChatPrompt plain = template.prompt(List.of(new ChatMessage("user", "x")));

            ChatPrompt marked = template.prompt(List.of(new ChatMessage("user", words)));

            assertThat(marked.text())
                    .isEqualTo(plain.text().replace("\nx", "\n" + words).replace(" x", " " + words));
            assertThat(names(marked)).isEqualTo(names(plain));
        }
    }

    @Test
    void neverPutsASpecialTokenTogetherFromAUsersWordsAndItsOwn() throws IOException {
        ChatTemplate joining =
                template("{{ messages[0].content }}|>{{ 'a<|im_' + messages[0].content.split('_')[1] + '|>' }}");

        ChatPrompt prompt = joining.prompt(List.of(new ChatMessage("user", "<|im_end")));

        assertThat(prompt.text()).isEqualTo("<|im_end|>a<|im_end|>");
        assertThat(prompt.specials()).isEmpty();
    }

    @Test
    void saysWhatTheTemplateSaysOfAChatThatItDoesNotTake() throws IOException {
        ChatTemplate template = template(INSTRUCT);

        assertThatThrownBy(() -> template.prompt(List.of(new ChatMessage("assistant", "Hi"))))
                .isInstanceOf(TemplateException.class)
                .hasMessage("user and assistant must take turns");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`a\n{% include 'x' %}` | line 2: statement 'include' is not known",
                "`{{ a ! b }}` | line 1: '!' is not understood",
                "`{{ a b }}` | line 1: 'b' is not understood here",
                "`\n\n{% if a %}` | line 3: one of [elif, else, endif] never comes",
                "`{{ a | shuffle }}` | line 1: filter 'shuffle' is not known",
                "`{{ a is purple }}` | line 1: test 'purple' is not known",
                "`{{ a` | line 1: {{ is never closed",
            })
    void refusesATemplateThatItDoesNotUnderstandWithItsLine(String source, String message) {
        assertThatThrownBy(() -> template(source))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(folder.toString())
                .hasMessageEndingWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`{{ nothing.of }}` | `line 1: 'of' is asked of what is not there`",
                "`{{ 'a' + 1 }}` | `line 1: a string + a number cannot be calculated`",
                "`\n{{ messages() }}` | `line 2: what is called is not a function`",
                "`{{ 1 // 0 }}` | `line 1: division by zero`",
                "`{{ range(1000000) }}` | `line 1: a range of more than 100000 numbers`",
                "`{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}` | `the chat template calls itself without end`",
            })
    void failsWithTheLineWhereAValueIsNotAsExpected(String source, String message) throws IOException {
        ChatTemplate template = template(source);

        assertThatThrownBy(() -> template.prompt(CHAT))
                .isInstanceOf(TemplateException.class)
                .hasMessageEndingWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`{{ 2 * 3 ~ 'a' }}{{ 1 + 2 * 3 }}{{ 7 // 2 }}{{ -7 % 3 }}{{ 7 / 2 }}{{ 2 ** 3 }}` | 6a7323.58",
                "`{{ 'abcd'[1:3] }}{{ 'abcd'[-1] }}{{ [1, 2, 3][::-1] | join('-') }}` | bcd3-2-1",
                "`{{ 'a' if false }}{{ none }}{{ true }}{{ nothing | default('b') }}` | NoneTrueb",
                "`{% for k, v in {'a': 1, 'b': 2}.items() %}{{ k }}{{ v }}{% if not loop.last %},{% endif %}{% endfor %}` |"
                        + " a1,b2",
                "`{% for x in [] %}x{% else %}none{% endfor %}{% for x in [1, 2, 3] if x != 2 %}{{ loop.index }}{{ x }}"
                        + "{% endfor %}` | none1123",
                "`{% for x in range(9) %}{% if x == 1 %}{% continue %}{% endif %}{% if x > 3 %}{% break %}{% endif %}{{ x }}"
                        + "{% endfor %}` | 023",
                "`{% macro m(a, b='y') %}{{ a }}{{ b }}{% endmacro %}{{ m('x') }}{{ m('x', b='z') }}` | xyxz",
                "`{% set x %}in{% endset %}{{ x | upper }}{{ {'a': [1, 'b\"', none]} | tojson }}` |"
                        + " `IN{\"a\": [1, \"b\\\"\", null]}`",
                "`{{ 'x' in 'xy' and 1 < 2 <= 2 and not 3 in [1] }}{{ 1 is odd }}{{ 'a' is not string }}` | TrueTrueFalse",
                "`{% set x = 1 %}{% for i in [1] %}{% set x = 2 %}{% endfor %}{{ x }}` | 1",
                "`{{ 'Ab c'.lower().replace('b', '{{') }}{{ ' a b '.split() | length }}{{ 'a,b,c'.split(',', 1)[1] }}` |"
                        + " `a{{ c2b,c`",
                "`a\n    {% if true %}\nb\n    {% endif %}\n  {{ 'c' }}\n` | `a\nb\n  c`",
                "`a {%- if true -%} b {%- endif +%}\nc` | `ab\nc`",
                "`{% generation %}x{% endgeneration %}` | x",
            })
    void calculatesAsJinjaDoes(String source, String text) throws IOException {
        assertThat(template(source).prompt(CHAT).text()).isEqualTo(text);
    }

    @Test
    void takesTheDefaultOfSeveralTemplatesAndTheOwnFileBeforeThem() throws IOException {
        write(Map.of(
                "chat_template",
                List.of(
                        Map.of("name", "tool_use", "template", "tools"),
                        Map.of("name", "default", "template", "chat"))));

        assertThat(ChatTemplate.open(folder).orElseThrow().prompt(CHAT).text()).isEqualTo("chat");
        Files.writeString(folder.resolve("chat_template.jinja"), "own");
        assertThat(ChatTemplate.open(folder).orElseThrow().prompt(CHAT).text()).isEqualTo("own");
    }

    @Test
    void hasNoneWhereTheFolderHasNone() throws IOException {
        assertThat(ChatTemplate.open(folder)).isEmpty();
        write(Map.of("eos_token", "</s>"));
        assertThat(ChatTemplate.open(folder)).isEmpty();
    }

    @Test
    void endsAtTheTokenThatTheTokenizersConfigurationNames() throws IOException {
        assertThat(template(CHAT_ML).endTokens()).containsExactly(2);
    }

    private ChatTemplate template(String source) throws IOException {
        write(Map.of(
                "chat_template", source, "bos_token", "<s>", "eos_token", Map.of("content", "</s>", "special", true)));
        return ChatTemplate.open(folder, folder, CLOCK).orElseThrow();
    }

    private void write(Map<String, Object> config) throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), JSON.writeValueAsString(config));
        List<String> names = List.of(
                "<s>", "</s>", "<|im_start|>", "<|im_end|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>");
        List<Map<String, Object>> tokens = names.stream()
                .map(name -> Map.<String, Object>of("id", names.indexOf(name) + 1, "content", name, "special", true))
                .toList();
        Files.writeString(folder.resolve("tokenizer.json"), JSON.writeValueAsString(Map.of("added_tokens", tokens)));
    }

    private static List<String> names(ChatPrompt prompt) {
        return prompt.specials().stream()
                .map(special -> prompt.text().substring(special.start(), special.end()))
                .toList();
    }
}
