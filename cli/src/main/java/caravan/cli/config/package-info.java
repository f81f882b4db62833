/**
 * {@code caravan.yaml}: one tree of validated records. Rules and defaults stand in the records themselves;
 * {@link caravan.cli.config.RecordBinder} finds the keys there, so that no second list of them exists. Every error of a
 * file is reported at once, each with its line.
 */
@NullMarked
package caravan.cli.config;

import org.jspecify.annotations.NullMarked;
