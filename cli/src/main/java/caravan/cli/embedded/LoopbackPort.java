package caravan.cli.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of the loopback interface, tried before a server is built on them. */
final class LoopbackPort {
    /** Spelt out, since {@code localhost} may resolve to ::1 for one side and to 127.0.0.1 for the other. */
    static final String HOST = "127.0.0.1";

    private LoopbackPort() {}

    /**
     * The port itself if it is free, or any free one for 0.
     *
     * @param what the server that wants it, for the error
     */
    static int reserve(String what, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw taken(what, port, e);
        }
    }

    static EmbeddedStartException taken(String what, int port, IOException cause) {
        return new EmbeddedStartException(
                what + " port " + port + " on " + HOST + ": is in use or not allowed (" + cause.getMessage()
                        + "); name another, or 0 for any free one",
                cause);
    }
}
