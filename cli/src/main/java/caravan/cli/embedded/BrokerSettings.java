package caravan.cli.embedded;

import java.nio.file.Path;

/**
 * What an embedded broker may be told.
 *
 * @param folder where it keeps everything; created when missing
 * @param port where it listens on the loopback interface, in [0, 65535]; 0 takes a free one
 * @param freeBytesMin the least free space of the folder's disk to start with, in bytes
 */
public record BrokerSettings(Path folder, int port, long freeBytesMin) {
    /** A log that runs full in the middle of a run stops the process; this much is a run's worth of margin. */
    public static final long FREE_BYTES_MIN = 512L << 20;

    public BrokerSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("broker port must be in [0, 65535], was " + port);
        }
    }

    /** Any free port. */
    public static BrokerSettings in(Path folder) {
        return new BrokerSettings(folder, 0, FREE_BYTES_MIN);
    }

    /** The same folder, heard at a port of one's own choice. */
    public BrokerSettings at(int chosen) {
        return new BrokerSettings(folder, chosen, freeBytesMin);
    }
}
