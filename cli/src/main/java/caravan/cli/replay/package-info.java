/**
 * Runs a step again over records that are kept, into a run of its own. What goes in is copied under new ids, with its
 * original as parent; the steps then do what they always do, so that a call whose completion is on its topic is
 * answered from there, by its call id, and only what is new is asked of the model.
 */
@NullMarked
package caravan.cli.replay;

import org.jspecify.annotations.NullMarked;
