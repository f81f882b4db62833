/**
 * The books: every record of the path has come in somewhere and gone out somewhere, and the sums of both are equal at
 * every step. {@link caravan.cli.audit.Books} adds them up from the topics alone, so that they are right after any
 * restart, and know nothing that the steps say of themselves.
 */
@NullMarked
package caravan.cli.audit;

import org.jspecify.annotations.NullMarked;
