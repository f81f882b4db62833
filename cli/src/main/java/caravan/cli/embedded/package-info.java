/**
 * What a run brings along when it is given no cluster: a real KRaft broker and a schema registry in this process, both
 * durable in one data folder. {@link caravan.cli.embedded.EmbeddedBroker} is the log,
 * {@link caravan.cli.embedded.EmbeddedRegistry} keeps the schemas in it.
 */
@NullMarked
package caravan.cli.embedded;

import org.jspecify.annotations.NullMarked;
