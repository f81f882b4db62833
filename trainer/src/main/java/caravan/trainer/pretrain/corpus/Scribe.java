package caravan.trainer.pretrain.corpus;

import java.util.random.RandomGenerator;

/** Writes documents of one kind. Stateless: the draws alone decide. */
@FunctionalInterface
interface Scribe {
    /** A document about words of training, or about words that were held out. */
    Document write(RandomGenerator random, boolean heldOut);
}
