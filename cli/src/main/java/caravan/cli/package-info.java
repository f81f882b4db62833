/** The command {@code caravan}: the only place that starts things. */
@NullMarked
package caravan.cli;

import org.jspecify.annotations.NullMarked;
