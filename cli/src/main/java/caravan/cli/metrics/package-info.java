/** What the process counts, for Prometheus to scrape. */
@NullMarked
package caravan.cli.metrics;

import org.jspecify.annotations.NullMarked;
