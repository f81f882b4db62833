package caravan.cli.embedded;

/**
 * A request that the registry refuses, with Confluent's error code and, as far as clients look at it, Confluent's
 * wording. The HTTP status is the code's first three digits.
 */
final class RegistryError extends RuntimeException {
    private final int code;

    RegistryError(int code, String message) {
        super(message);
        this.code = code;
    }

    RegistryError(int code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    static RegistryError subjectNotFound(String subject) {
        return new RegistryError(40401, "Subject '" + subject + "' not found.");
    }

    static RegistryError versionNotFound(int version) {
        return new RegistryError(40402, "Version " + version + " not found.");
    }

    static RegistryError schemaNotFound() {
        return new RegistryError(40403, "Schema not found");
    }

    static RegistryError invalidSchema(String why) {
        return new RegistryError(42201, "Invalid schema: " + why);
    }

    static RegistryError invalidVersion(String version) {
        return new RegistryError(
                42202,
                "The specified version '" + version
                        + "' is not a valid version id. Allowed values are between [1, 2^31-1]"
                        + " and the string \"latest\"");
    }

    int code() {
        return code;
    }

    int status() {
        return code < 1000 ? code : code / 100;
    }
}
