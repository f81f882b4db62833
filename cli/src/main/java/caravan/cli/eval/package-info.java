/**
 * Evaluations as a person sees them: how each model did on each suite, with intervals, and how it compares with the
 * first one named, item by item; as a table, as JSON, and as a picture.
 */
@NullMarked
package caravan.cli.eval;

import org.jspecify.annotations.NullMarked;
