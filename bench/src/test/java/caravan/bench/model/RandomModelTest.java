package caravan.bench.model;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.bench.model.RandomWeights.Rows;
import caravan.bench.model.RandomWeights.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RandomModelTest {
    @Test
    void pairsTheRowsThatARotationMixes() {
        var queries = new Tensor("q", "q", Rows.PAIRED, 2, List.of(8, 1));

        float[] from = queries.numbers();

        // Heads of four rows: the first half's number i stands beside the second half's.
        assertThat(queries.ggufNumbers())
                .containsExactly(from[0], from[2], from[1], from[3], from[4], from[6], from[5], from[7]);
    }

    @Test
    void holdsTheSameNumbersInBothPrecisions() {
        for (Tensor tensor : RandomWeights.of(ModelShape.TINY)) {
            for (float number : tensor.numbers()) {
                assertThat(Float.intBitsToFloat(Bfloat16.bits(number) << 16)).isEqualTo(number);
            }
        }
    }

    @Test
    void countsTheWeightsOfAStep() {
        assertThat(ModelShape.SMOL_135M.multiplied()).isEqualTo(134_479_872L);
    }

    @Test
    void placesEveryTensorWithinTheGgufFile(@TempDir Path folder) throws Exception {
        var model = new RandomModel(folder, ModelShape.TINY);

        model.write();

        ByteBuffer file =
                ByteBuffer.wrap(Files.readAllBytes(model.gguf(Precision.BF16))).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(file.getInt()).isEqualTo('G' | 'G' << 8 | 'U' << 16 | 'F' << 24);
        assertThat(file.getInt()).isEqualTo(3);
        assertThat(file.getLong()).isEqualTo(RandomWeights.of(ModelShape.TINY).size());
        long numbers = RandomWeights.of(ModelShape.TINY).stream()
                .mapToLong(tensor -> (long) tensor.elements() * (tensor.isMatrix() ? 2 : 4))
                .sum();
        assertThat((long) file.capacity()).isBetween(numbers, numbers + 8192);
    }

    @Test
    void writesEightBitsAndAScaleForThirtyTwoNumbers() {
        var numbers = new float[32];
        numbers[0] = -127;
        numbers[1] = 63.4f;
        numbers[31] = 2;

        ByteBuffer block = Precision.INT8.encode(numbers);

        assertThat(block.remaining()).isEqualTo(34);
        assertThat(block.getShort()).isEqualTo((short) 0x3c00); // the scale is one
        assertThat(block.get()).isEqualTo((byte) -127);
        assertThat(block.get()).isEqualTo((byte) 63);
        assertThat(block.get(33)).isEqualTo((byte) 2);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 3c00",
        "0.5, 3800",
        "65504, 7bff",
        "0.00006103515625, 0400",
        "0.000000059604644775390625, 0001",
        "0, 0000",
        "0.33325195, 3555",
        "1.9999, 4000"
    })
    void writesAScaleAsTheNearestHalf(float scale, String bits) {
        assertThat(Q8Block.halfBits(scale)).isEqualTo((short) Integer.parseInt(bits, 16));
    }
}
