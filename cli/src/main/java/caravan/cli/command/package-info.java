/** The commands of {@code caravan}, one a file: what each takes, what it prints and with which code it leaves. */
@NullMarked
package caravan.cli.command;

import org.jspecify.annotations.NullMarked;
