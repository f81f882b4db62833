package caravan.trainer.export;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Parquet's pages in zstd, without the parts of Hadoop that its own codecs ask for. */
final class ZstdCodecs implements CompressionCodecFactory {
    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName name) {
        requireZstd(name);
        return new BytesInputCompressor() {
            @Override
            public BytesInput compress(BytesInput bytes) throws IOException {
                return BytesInput.from(Zstd.compress(read(bytes)));
            }

            @Override
            public CompressionCodecName getCodecName() {
                return name;
            }

            @Override
            public void release() {}
        };
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
        requireZstd(name);
        return new BytesInputDecompressor() {
            @Override
            public BytesInput decompress(BytesInput bytes, int size) throws IOException {
                return BytesInput.from(Zstd.decompress(read(bytes), size));
            }

            @Override
            public void decompress(ByteBuffer input, int compressed, ByteBuffer output, int size) {
                byte[] from = new byte[compressed];
                input.get(from);
                output.put(Zstd.decompress(from, size));
            }

            @Override
            public void release() {}
        };
    }

    private static byte[] read(BytesInput bytes) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(Math.toIntExact(bytes.size()));
        bytes.writeAllTo(whole);
        return whole.toByteArray();
    }

    private static void requireZstd(CompressionCodecName name) {
        if (name != CompressionCodecName.ZSTD) {
            throw new IllegalArgumentException("codec must be ZSTD, was " + name);
        }
    }

    @Override
    public void release() {}
}
