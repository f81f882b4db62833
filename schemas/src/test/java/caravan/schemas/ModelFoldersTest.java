package caravan.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** What kinds of model there are, and where each has its files. */
class ModelFoldersTest {
    private static final Model BASE = model("base", ModelKind.BASE, "file:///models/base");

    @Test
    void anAdapterStandsOnItsBase() {
        Model adapter = model("adapter", ModelKind.ADAPTER, "file:///models/adapter");

        assertThat(ModelFolders.of(adapter, version -> Optional.of(BASE)))
                .contains(new ModelFolders(Path.of("/models/base"), Optional.of(Path.of("/models/adapter"))));
        assertThat(ModelFolders.of(adapter, version -> Optional.empty())).isEmpty();
    }

    @Test
    void aModelWhoseWeightsWereAllTrainedStandsAlone() {
        Model full = model("full", ModelKind.FULL, "/models/full");

        assertThat(ModelFolders.of(full, version -> Optional.empty()))
                .contains(new ModelFolders(Path.of("/models/full"), Optional.empty()));
        assertThat(ModelFolders.on(Path.of("/models/base"), full).whole()).isEqualTo(Path.of("/models/full"));
    }

    /** So that a kind that is added later stops no process that does not know it yet. */
    @Test
    void aKindThatIsUnknownIsReadAsAWholeModel() throws Exception {
        Schema later =
                Schema.createEnum("ModelKind", "", "caravan.schemas", List.of("ADAPTER", "QUANTIZED"), "ADAPTER");
        var bytes = new java.io.ByteArrayOutputStream();
        var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<>(later).write(new GenericData.EnumSymbol(later, "QUANTIZED"), encoder);
        encoder.flush();

        Object read = new GenericDatumReader<>(later, ModelKind.getClassSchema())
                .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));

        assertThat(read).hasToString("BASE");
    }

    private static Model model(String version, ModelKind kind, String uri) {
        return new Model(version, kind, "base", uri, null, List.of(), Map.of(), Map.of(), 1L);
    }
}
