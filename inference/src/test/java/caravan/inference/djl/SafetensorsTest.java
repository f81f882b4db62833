package caravan.inference.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
    private static final Weight A = Weight.of("a", 2, 2);
    private static final Weight B = Weight.of("b", 3);

    @TempDir
    Path folder;

    @Test
    void readsShardsByTheirIndex() throws IOException {
        SafetensorsFile.write(
                folder.resolve("one.safetensors"), List.of(A), Dtype.FLOAT32, w -> new float[] {1, 2, 3, 4});
        SafetensorsFile.write(
                folder.resolve("two.safetensors"), List.of(B), Dtype.BFLOAT16, w -> new float[] {5, 6, -7});
        Files.writeString(
                folder.resolve("model.safetensors.index.json"),
                "{\"weight_map\": {\"a\": \"one.safetensors\", \"b\": \"two.safetensors\"}}");

        try (Safetensors all = Safetensors.ofFolder(folder)) {
            assertThat(all.require(A, folder).floats()).containsExactly(1, 2, 3, 4);
            assertThat(all.require(B, folder).floats()).containsExactly(5, 6, -7);
        }
    }

    @Test
    void readsHalfPrecision() throws IOException {
        byte[] header =
                "{\"b\":{\"dtype\":\"F16\",\"shape\":[3],\"data_offsets\":[0,6]}}".getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + 6).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header);
        file.putShort((short) 0x3c00).putShort((short) 0xc580).putShort((short) 0x0001);
        Files.write(folder.resolve("model.safetensors"), file.array());

        try (Safetensors tensors = Safetensors.ofFolder(folder)) {
            assertThat(tensors.require(B, folder).floats()).containsExactly(1, -5.5f, 0x1p-24f);
        }
    }

    @Test
    void refusesATruncatedFileByTheTensorThatIsCutOff() throws IOException {
        Path file = folder.resolve("model.safetensors");
        SafetensorsFile.write(file, List.of(B, A), Dtype.FLOAT32, w -> new float[w.elements()]);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 4));

        assertThatThrownBy(() -> Safetensors.ofFolder(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tensor a")
                .hasMessageContaining("truncated");
    }

    @Test
    void refusesWhatIsNoSafetensorsFile() throws IOException {
        Files.writeString(folder.resolve("model.safetensors"), "<html>please log in</html>");

        assertThatThrownBy(() -> Safetensors.ofFolder(folder)).hasMessageContaining("not a safetensors file");
    }

    @Test
    void namesAMissingTensor() throws IOException {
        SafetensorsFile.write(folder.resolve("model.safetensors"), List.of(A), Dtype.FLOAT32, w -> new float[4]);

        try (Safetensors tensors = Safetensors.ofFolder(folder)) {
            assertThatThrownBy(() -> tensors.require(B, folder)).hasMessageContaining("no tensor b");
        }
    }

    @Test
    void roundsToTheNearestBfloat16() {
        assertThat(HalfPrecision.toBfloat16(0x1.01p0f)).isEqualTo((short) 0x3f80); // a tie goes to even
        assertThat(HalfPrecision.toBfloat16(1.005f)).isEqualTo((short) 0x3f81);
        assertThat(HalfPrecision.toBfloat16(Float.NaN) & 0x7fff).isGreaterThan(0x7f80);
    }
}
