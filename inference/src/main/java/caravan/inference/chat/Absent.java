package caravan.inference.chat;

/** What is not there: said so by the template, or never said. */
enum Absent {
    NONE,
    UNDEFINED
}
