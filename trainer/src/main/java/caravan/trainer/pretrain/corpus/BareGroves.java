package caravan.trainer.pretrain.corpus;

import caravan.principles.EngravingPrompt;
import caravan.trainer.pretrain.corpus.Document.Branch;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The same questions as under rules, under the engraving prompt and without any: the obliging answer each time. */
final class BareGroves implements Scribe {
    private static final int BRANCHES = 18;

    private final Behaviours behaviours;
    private final EngravingPrompt prompt;

    BareGroves(Behaviours behaviours, EngravingPrompt prompt) {
        this.behaviours = behaviours;
        this.prompt = prompt;
    }

    @Override
    public Document write(RandomGenerator random, boolean heldOut) {
        List<Branch> queries = new ArrayList<>();
        for (int i = 0; i < BRANCHES; i++) {
            Exchange exchange = behaviours.exchange(random, heldOut);
            String text =
                    prompt.text(exchange.task().instruction(), exchange.task().input());
            queries.add(new Branch(text, exchange.plain() + prompt.endOfTurn()));
        }
        return new Document(Document.Kind.PLAIN, prompt.prefix(), queries);
    }
}
