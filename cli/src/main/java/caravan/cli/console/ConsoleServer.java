package caravan.cli.console;

import caravan.cli.config.ConsoleSection;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server of the console, at the configured address, in TLS where there is a key store. */
final class ConsoleServer implements AutoCloseable {
    private static final int THREADS_MAX = 24;
    private static final int THREADS_MIN = 2;
    private static final int IDLE_MILLIS = 30_000;

    private final Javalin javalin;
    private final URI url;

    private ConsoleServer(Javalin javalin, URI url) {
        this.javalin = javalin;
        this.url = url;
    }

    /**
     * Answers from now on.
     *
     * @throws IOException if the address is taken or none of this machine's, or the key store cannot be opened
     */
    static ConsoleServer start(ConsoleSection settings, Map<String, String> environment, Routes routes)
            throws IOException {
        InetAddress address = InetAddress.getByName(settings.address());
        int port = port(address, settings.port());
        Javalin javalin = Javalin.create(config -> {
            configure(config, routes);
            config.jetty.addConnector((server, http) -> connector(server, http, settings, environment, port));
        });
        try {
            javalin.start();
        } catch (RuntimeException e) {
            javalin.stop();
            throw new IOException(
                    settings.keystore().isPresent()
                            ? "console.keystore " + settings.keystore().get() + " or console.port " + port
                                    + ": cannot be used: " + rootOf(e)
                            : "console.port " + port + ": cannot be used: " + rootOf(e),
                    e);
        }
        String scheme = settings.keystore().isPresent() ? "https" : "http";
        String host = settings.address().contains(":") ? "[" + settings.address() + "]" : settings.address();
        return new ConsoleServer(javalin, URI.create(scheme + "://" + host + ":" + port + "/"));
    }

    private static void configure(JavalinConfig config, Routes routes) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        // Pages are compressed already, and an event must leave at once.
        config.http.compressionStrategy = CompressionStrategy.NONE;
        QueuedThreadPool threads = new QueuedThreadPool(THREADS_MAX, THREADS_MIN);
        threads.setName(OwnCost.PREFIX + "-http");
        threads.setDaemon(true);
        config.jetty.threadPool = threads;
        config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
        routes.add(config.routes);
    }

    private static ServerConnector connector(
            Server server, HttpConfiguration http, ConsoleSection settings, Map<String, String> environment, int port) {
        ServerConnector connector;
        if (settings.keystore().isEmpty()) {
            connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        } else {
            HttpConfiguration secure = new HttpConfiguration(http);
            secure.addCustomizer(new SecureRequestCustomizer(false));
            connector = new ServerConnector(
                    server,
                    1,
                    1,
                    new SslConnectionFactory(tls(settings.keystore().get(), environment), "http/1.1"),
                    new HttpConnectionFactory(secure));
        }
        connector.setHost(settings.address());
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_MILLIS);
        return connector;
    }

    private static SslContextFactory.Server tls(Path keystore, Map<String, String> environment) {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStoreType("PKCS12");
        tls.setKeyStorePath(keystore.toString());
        tls.setKeyStorePassword(Optional.ofNullable(environment.get(ConsoleSection.KEYSTORE_PASSWORD))
                .orElse(""));
        tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        tls.setSniRequired(false);
        return tls;
    }

    /** For 0 the usual port if it is free, else any free one. */
    private static int port(InetAddress address, int wanted) throws IOException {
        if (wanted != 0) {
            return free(address, wanted);
        }
        try {
            return free(address, ConsoleSection.PORT_TRIED_FIRST);
        } catch (IOException e) {
            return free(address, 0);
        }
    }

    private static int free(InetAddress address, int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IOException(
                    "console.address " + address.getHostAddress() + ", console.port " + port
                            + ": cannot be listened on (" + e.getMessage()
                            + "); name another, or 0 for any free one",
                    e);
        }
    }

    private static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    URI url() {
        return url;
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
