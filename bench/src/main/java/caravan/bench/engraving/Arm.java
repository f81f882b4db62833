package caravan.bench.engraving;

/** Who answers the items, and with what in sight. */
enum Arm {
    /** The base under the engraving prompt. */
    BASE("base, without principles"),
    /** The base under the short constitution. */
    PRINCIPLED("base, with principles"),
    /** Engraved with the base's own principled answers; asked as the first arm is. */
    ENGRAVED("engraved, without principles"),
    /** A control: engraved with the base's answers to the same instructions that were made without principles. */
    UNPRINCIPLED("engraved with unprincipled answers"),
    /** The base under another constitution, which asks for other things. */
    MANNERED("base, with the second constitution"),
    /** A control: engraved with the answers that the second constitution gave. */
    ENGRAVED_MANNERS("engraved with the second, without it");

    private final String title;

    Arm(String title) {
        this.title = title;
    }

    /** For tables. */
    String title() {
        return title;
    }
}
