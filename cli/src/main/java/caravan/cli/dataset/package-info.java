/** Sealed datasets for people: found by what a person calls them, with what left the path beside them. */
@NullMarked
package caravan.cli.dataset;

import org.jspecify.annotations.NullMarked;
