package caravan.inference.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read from a model folder, and what is refused. */
class FamilyTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("families")
    void writesAndReadsTheShapeOfEveryFamily(String family) throws IOException {
        DecoderConfig config =
                Optional.ofNullable(TinyModels.FAMILIES.get(family)).orElseThrow();

        ConfigFile.write(folder, config, Dtype.BFLOAT16);

        assertThat(ConfigFile.read(folder)).isEqualTo(config);
    }

    static Set<String> families() {
        return TinyModels.FAMILIES.keySet();
    }

    @Test
    void readsLlama31sScalingInBothSpellings() throws IOException {
        String scaling = "\"factor\": 8.0, \"low_freq_factor\": 1.0, \"high_freq_factor\": 4.0, "
                + "\"original_max_position_embeddings\": 8192, \"rope_type\": \"llama3\"";
        var expected = new Rotary(500_000, new Rotary.Llama3(8, 1, 4, 8192), Set.of());

        assertThat(read("LlamaForCausalLM", "\"rope_theta\": 500000.0, \"rope_scaling\": {" + scaling + "}")
                        .rotary())
                .isEqualTo(expected);
        assertThat(read("LlamaForCausalLM", "\"rope_parameters\": {\"rope_theta\": 500000.0, " + scaling + "}")
                        .rotary())
                .isEqualTo(expected);
    }

    @Test
    void smolLm3LeavesEveryFourthLayerWithoutPositions() throws IOException {
        assertThat(read("SmolLM3ForCausalLM", "\"rope_theta\": 5000000.0")
                        .rotary()
                        .layersWithout())
                .containsExactly(3);
        assertThat(read("SmolLM3ForCausalLM", "\"no_rope_layers\": [1, 0, 1, 1]")
                        .rotary()
                        .layersWithout())
                .containsExactly(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MistralForCausalLM|\"sliding_window\": 100|100",
                "MistralForCausalLM|\"sliding_window\": null|256",
                "Qwen2ForCausalLM|\"sliding_window\": 100, \"use_sliding_window\": false|256",
                "Qwen2ForCausalLM|\"sliding_window\": 100, \"use_sliding_window\": true|100"
            })
    void aSlidingWindowLimitsTheContext(String architecture, String setting, int contextTokensMax) throws IOException {
        assertThat(read(architecture, setting).contextTokensMax()).isEqualTo(contextTokensMax);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MixtralForCausalLM|\"rope_theta\": 1.0|MixtralForCausalLM",
                "LlamaForCausalLM|\"attention_bias\": true|attention_bias",
                "LlamaForCausalLM|\"mlp_bias\": true|mlp_bias",
                "LlamaForCausalLM|\"hidden_act\": \"gelu\"|hidden_act",
                "LlamaForCausalLM|\"partial_rotary_factor\": 0.5|partial_rotary_factor",
                "LlamaForCausalLM|\"quantization_config\": {\"bits\": 4}|quantization_config",
                "LlamaForCausalLM|\"rope_scaling\": {\"type\": \"longrope\"}|longrope",
                "LlamaForCausalLM|\"num_key_value_heads\": 5|num_key_value_heads"
            })
    void refusesWhatItWouldAnswerWrongly(String architecture, String setting, String named) {
        assertThatThrownBy(() -> read(architecture, setting))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining(named);
    }

    @ParameterizedTest
    @MethodSource("families")
    void refusesAMissingTensorOfAnyFamilyByItsNameBeforeAnyIsRead(String family) throws IOException {
        DecoderConfig config =
                Optional.ofNullable(TinyModels.FAMILIES.get(family)).orElseThrow();
        List<Weight> weights = new ArrayList<>(WeightLayout.of(config));
        Weight last = weights.remove(weights.size() - 1);
        write(config, weights);

        assertThatThrownBy(() -> BaseModel.open(folder, Device.cpu(), Dtype.FLOAT32))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(last.name());
    }

    @Test
    void refusesATensorThatTheFamilyDoesNotHave() throws IOException {
        List<Weight> weights = new ArrayList<>(WeightLayout.of(TinyModels.TEXT));
        weights.add(Weight.of("model.layers.0.self_attn.q_proj.bias", 24));
        write(TinyModels.TEXT, weights);

        assertThatThrownBy(() -> BaseModel.open(folder, Device.cpu(), Dtype.FLOAT32))
                .hasMessageContaining("LlamaForCausalLM")
                .hasMessageContaining("model.layers.0.self_attn.q_proj.bias");
    }

    @Test
    void opensAModelInShards() throws IOException {
        DecoderConfig config = TinyModels.TEXT;
        TinyModels.write(folder, config, 1, Dtype.FLOAT32);
        int[] tokens = TinyModels.tokens(9, 1);
        double[] expected = new ReferenceDecoder(folder, Optional.empty()).logProbabilities(tokens)[8];
        splitIntoShards(config);

        assertThat(new ReferenceDecoder(folder, Optional.empty()).logProbabilities(tokens)[8])
                .containsExactly(expected);
        BaseModel.open(folder, Device.cpu(), Dtype.FLOAT32).close();
    }

    @Test
    void llama65bTakesTheMemoryThatItsShapeSays() {
        var config = new DecoderConfig(
                32_000, 8_192, 80, 64, 64, 128, 22_016, 2_048, 10_000, 1e-5, false, OptionalInt.empty(), List.of());

        assertThat(config.parameters()).isEqualTo(65_285_660_672L);
        assertThat(config.cacheBytesPerToken(Short.BYTES)).isEqualTo(2_621_440);
        assertThat(WeightLayout.of(config)).hasSize(1 + 80 * 9 + 2);
    }

    private DecoderConfig read(String architecture, String setting) throws IOException {
        Files.writeString(folder.resolve("config.json"), """
            {"architectures": ["%s"], "vocab_size": 260, "hidden_size": 24, "num_hidden_layers": 4,
             "num_attention_heads": 6, "intermediate_size": 40, "max_position_embeddings": 256, %s}
            """.formatted(architecture, setting));
        return ConfigFile.read(folder);
    }

    private void write(DecoderConfig config, List<Weight> weights) throws IOException {
        TinyModels.write(folder, config, 1, Dtype.FLOAT32);
        SafetensorsFile.write(
                folder.resolve("model.safetensors"), weights, Dtype.FLOAT32, weight -> new float[weight.elements()]);
    }

    private void splitIntoShards(DecoderConfig config) throws IOException {
        List<Weight> weights = WeightLayout.of(config);
        var index = new StringBuilder();
        try (Safetensors tensors = Safetensors.ofFolder(folder)) {
            for (int shard = 0; shard < 2; shard++) {
                String name = "model-0000%d-of-00002.safetensors".formatted(shard + 1);
                List<Weight> mine = shard == 0 ? weights.subList(0, 7) : weights.subList(7, weights.size());
                SafetensorsFile.write(folder.resolve(name), mine, Dtype.FLOAT32, weight -> {
                    try {
                        return tensors.require(weight, folder).floats();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                mine.forEach(weight -> index.append(index.isEmpty() ? "" : ",")
                        .append("\"%s\":\"%s\"".formatted(weight.name(), name)));
            }
        }
        Files.delete(folder.resolve("model.safetensors"));
        Files.writeString(folder.resolve("model.safetensors.index.json"), "{\"weight_map\":{" + index + "}}");
    }
}
