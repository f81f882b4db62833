/**
 * llama.cpp through its C interface, as npm's {@code @node-llama-cpp/linux-x64} ships it prebuilt: what a user would
 * install. A step is one native call; nothing is scripted for each token.
 */
@NullMarked
package caravan.bench.llama;

import org.jspecify.annotations.NullMarked;
