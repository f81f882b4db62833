package caravan.bench.engine;

import java.util.OptionalInt;

/**
 * A work for one adapter.
 *
 * @param adapter its number; empty for the base alone
 * @param work the calls, behind their prefix
 */
record AdaptedWork(OptionalInt adapter, SharedWork work) {}
