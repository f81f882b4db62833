/** What all steps share and none of them owns: how a step's application is set up, and where its bad records go. */
@NullMarked
package caravan.streams.flow;

import org.jspecify.annotations.NullMarked;
