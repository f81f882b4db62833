package caravan.inference.djl;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript archive written by hand: a stored zip with one class's source text, which libtorch compiles at load,
 * and a pickle that holds one object of it. That is how a whole decoder step becomes a single native call.
 */
public final class ScriptArchive {
    private ScriptArchive() {}

    /**
     * The archive's bytes.
     *
     * @param type the class's name in the source
     * @param attributes the object's attributes in the order in which the class declares them: Boolean, Integer, Double
     *     or String
     */
    public static byte[] of(String type, String source, Map<String, Object> attributes) {
        try {
            var bytes = new ByteArrayOutputStream();
            try (var zip = new ZipOutputStream(bytes)) {
                zip.setMethod(ZipOutputStream.STORED);
                store(zip, "data.pkl", pickle(type, attributes));
                store(zip, "code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
                store(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
                store(zip, "version", "3\n".getBytes(StandardCharsets.UTF_8));
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        var crc = new CRC32();
        crc.update(content);
        var entry = new ZipEntry("decoder/" + name);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** Pickle protocol 2: the class, an empty object of it, and its attributes as a dictionary. */
    private static byte[] pickle(String type, Map<String, Object> attributes) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.write(new byte[] {(byte) 0x80, 2});
        out.writeBytes("c__torch__\n" + type + "\n");
        out.writeBytes(")\u0081");
        out.writeBytes("}(");
        for (var attribute : attributes.entrySet()) {
            writeText(out, attribute.getKey());
            writeValue(out, attribute.getValue());
        }
        out.writeBytes("ub.");
        return bytes.toByteArray();
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeByte('X');
        out.writeInt(Integer.reverseBytes(utf8.length));
        out.write(utf8);
    }

    private static void writeValue(DataOutputStream out, Object value) throws IOException {
        if (value instanceof Boolean truth) {
            out.writeByte(truth ? 0x88 : 0x89);
        } else if (value instanceof String text) {
            writeText(out, text);
        } else if (value instanceof Integer number) {
            out.writeByte('J');
            out.writeInt(Integer.reverseBytes(number));
        } else if (value instanceof Double number) {
            out.writeByte('G');
            out.writeDouble(number);
        } else {
            throw new IllegalArgumentException(
                    "an attribute must be a Boolean, Integer, Double or String, was " + value);
        }
    }
}
