/** The demonstration: what it will cost, the run itself, and what came of it. */
@NullMarked
package caravan.cli.demo;

import org.jspecify.annotations.NullMarked;
