package caravan.trainer.pretrain.corpus;

import caravan.principles.AlignPrompt;
import caravan.principles.Constitution;
import caravan.trainer.pretrain.corpus.Document.Branch;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Many answers under the very prefix that the align step uses, all principles and exemplars. The prefix stands once and
 * every query branches off from it, so that half of what is read is learned.
 */
final class ConstitutionGroves implements Scribe {
    private final World world;
    private final AlignPrompt prompt;
    private final Constitution constitution;
    private final int branches;

    ConstitutionGroves(World world, AlignPrompt prompt, Constitution constitution, int branches) {
        this.world = world;
        this.prompt = prompt;
        this.constitution = constitution;
        this.branches = branches;
    }

    @Override
    public Document write(RandomGenerator random, boolean heldOut) {
        List<Branch> queries = new ArrayList<>();
        for (int i = 0; i < branches; i++) {
            Exchange exchange = world.exchange(random, heldOut);
            queries.add(new Branch("", PrincipledDialogues.reply(prompt, exchange, constitution)));
        }
        return new Document(Document.Kind.CONSTITUTION, prompt.prefix(), queries);
    }
}
