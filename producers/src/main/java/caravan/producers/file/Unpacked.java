package caravan.producers.file;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A compressed file's plain bytes. A file that is cut or no such file is told from a disk that fails. */
final class Unpacked extends FilterInputStream {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final String kind;

    private Unpacked(InputStream in, String kind) {
        super(in);
        this.kind = kind;
    }

    static InputStream open(Path file, FileFormat.Compression compression) throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        try {
            return switch (compression) {
                case NONE -> raw;
                case GZIP -> new Unpacked(new GZIPInputStream(raw, BUFFER_BYTES), "gzip");
                case ZSTD -> new Unpacked(new ZstdInputStream(raw), "zstd");
            };
        } catch (EOFException | ZipException | ZstdIOException e) {
            raw.close();
            throw broken(compression == FileFormat.Compression.GZIP ? "gzip" : "zstd", e);
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return in.read(bytes, offset, length);
        } catch (EOFException | ZipException | ZstdIOException e) {
            throw broken(kind, e);
        }
    }

    private static BrokenFileException broken(String kind, IOException e) {
        boolean isCut = e instanceof EOFException
                || String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("truncated");
        return new BrokenFileException(
                (isCut ? "truncated-" : "broken-") + kind,
                isCut
                        ? "the " + kind + " stream ends in the middle; what stands before it was read"
                        : "not a sound " + kind + " stream: " + e.getMessage());
    }
}
