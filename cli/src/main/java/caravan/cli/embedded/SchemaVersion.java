package caravan.cli.embedded;

/**
 * One version of a subject.
 *
 * @param version its number in the subject, from 1
 * @param id the number of its text in the whole registry, from 1
 * @param text the schema as Avro prints it
 * @param isDeleted whether someone deleted it; its id stays readable, since records carry it
 */
record SchemaVersion(String subject, int version, int id, String text, boolean isDeleted) {
    SchemaVersion deleted() {
        return new SchemaVersion(subject, version, id, text, true);
    }
}
