package caravan.trainer.gate;

/**
 * What a model must pass to be served.
 *
 * @param suite {@value #BUNDLED} for the one that comes along, {@value #OFF} to serve every model, or a suite's file,
 *     which should be used for nothing else
 * @param margin the greatest loss that is borne, in (0, 1) of a score in [0, 1]
 * @param itemsMin the fewest items a suite must have, at least 2; a test on few items refuses nearly every model
 */
public record GateSettings(String suite, double margin, int itemsMin) {
    /** The suite that comes along. */
    public static final String BUNDLED = "bundled";
    /** No gate. */
    public static final String OFF = "off";

    /** The bundled suite, three points, a thousand items. */
    public static final GateSettings DEFAULTS = new GateSettings(BUNDLED, 0.03, 1_000);

    public GateSettings {
        require(!suite.isBlank(), "suite must be 'bundled', 'off' or a file", "'" + suite + "'");
        require(margin > 0 && margin < 1, "margin must be in (0, 1)", margin);
        require(itemsMin >= 2, "items-min must be at least 2", itemsMin);
    }

    /** Whether every model is served. */
    public boolean isOff() {
        return suite.equals(OFF);
    }

    private static void require(boolean holds, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", was " + value);
        }
    }
}
