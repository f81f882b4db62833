/**
 * The models as a person sees them: where each comes from, back to the base and to what wrote its data, and its
 * figures.
 */
@NullMarked
package caravan.cli.models;

import org.jspecify.annotations.NullMarked;
