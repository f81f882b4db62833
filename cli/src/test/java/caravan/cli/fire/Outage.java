package caravan.cli.fire;

/**
 * Something that may make calls be repeated: a kill, or a change of who works.
 *
 * @param from when it came
 * @param until up to when calls were submitted that it could still undo: the same moment if the process that submits
 *     them was killed, and the first new result if a broker was, since the process asks on meanwhile
 */
record Outage(long from, long until) {}
