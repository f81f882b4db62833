package caravan.producers.file;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/** Unpacks Parquet's pages without Hadoop, by the libraries that are here anyway. */
final class ParquetCodecs implements CompressionCodecFactory {
    /** One way of packing. */
    private interface Unpacking {
        byte[] of(byte[] packed, int plainBytes) throws IOException;
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("only reads");
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return switch (codec) {
            case UNCOMPRESSED -> new Unpacker((packed, plainBytes) -> packed);
            case SNAPPY -> new Unpacker((packed, plainBytes) -> Snappy.uncompress(packed));
            case GZIP ->
                new Unpacker((packed, plainBytes) ->
                        new GZIPInputStream(new ByteArrayInputStream(packed)).readNBytes(plainBytes));
            case ZSTD -> new Unpacker(Zstd::decompress);
            default ->
                throw new IllegalArgumentException(
                        "pages in " + codec + "; what can be read is uncompressed, snappy, gzip and zstd");
        };
    }

    @Override
    public void release() {
        // Nothing is kept.
    }

    private record Unpacker(Unpacking unpacking) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput bytes, int plainBytes) throws IOException {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            bytes.writeAllTo(packed);
            return BytesInput.from(unpacking.of(packed.toByteArray(), plainBytes));
        }

        @Override
        public void decompress(ByteBuffer packed, int packedBytes, ByteBuffer plain, int plainBytes)
                throws IOException {
            byte[] bytes = new byte[packedBytes];
            packed.get(bytes);
            plain.put(unpacking.of(bytes, plainBytes));
        }

        @Override
        public void release() {
            // Nothing is kept.
        }
    }
}
