package caravan.cli.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A key store with a certificate that signs itself, made by the JDK's own keytool. */
final class KeyStoreFile {
    static final String PASSWORD = "store-password";

    private KeyStoreFile() {}

    static Path in(Path folder) throws IOException, InterruptedException {
        Path file = folder.resolve("console.p12");
        if (!Files.exists(file)) {
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "console",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=localhost",
                            "-ext",
                            "san=dns:localhost,ip:127.0.0.1",
                            "-validity",
                            "2",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            file.toString(),
                            "-storepass",
                            PASSWORD)
                    .inheritIO()
                    .start();
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool ended with " + keytool.exitValue());
            }
        }
        return file;
    }
}
