package caravan.schemas.wire;

import caravan.schemas.Topic;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Lets Avro make our records: since 1.12.2 it refuses every class, its own generated ones too, that nobody vouched for.
 * Trust is for the whole process, so it is added to what others trust already.
 */
public final class TrustedRecords {
    private static final String PACKAGE = Topic.class.getPackageName();

    static {
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(),
                type -> type.getPackageName().equals(PACKAGE)));
    }

    private TrustedRecords() {}

    /** Once per process, however often it is called. */
    public static void trust() {
        // Loading the class does it.
    }
}
