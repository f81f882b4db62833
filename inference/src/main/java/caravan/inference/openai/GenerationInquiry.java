package caravan.inference.openai;

import caravan.inference.Generation;
import caravan.inference.Generation.Finish;
import caravan.inference.GenerationCall;
import caravan.inference.Scheduling;
import caravan.inference.openai.OpenAiSettings.Endpoint;
import java.util.Optional;

/**
 * To continue a text.
 *
 * @param call as asked
 * @param endpoint by which of the two ways
 */
record GenerationInquiry(GenerationCall call, Endpoint endpoint) implements Inquiry<Generation> {
    @Override
    public String model() {
        return call.model();
    }

    @Override
    public Scheduling scheduling() {
        return call.scheduling();
    }

    @Override
    public Usage most() {
        int characters = call.text().length()
                + call.prefix().map(prefix -> prefix.text().length()).orElse(0);
        return Ledger.atMost(characters, call.sampling().maxTokens());
    }

    @Override
    public String path() {
        return endpoint.path();
    }

    @Override
    public byte[] body(Server server) {
        server.dialect().require(call.sampling());
        return Wire.request(call, endpoint, server);
    }

    @Override
    public Reply<Generation> read(byte[] body, Times times) throws Wire.Unreadable {
        Wire.Answer answer = Wire.answer(body, endpoint);
        Generation generation = generation(answer, times);
        return new Reply<>(generation, answer.model(), answer.usage(), generation.completionTokens());
    }

    /** A server that leaves a stop string in, or runs on behind it, is put right. */
    private Generation generation(Wire.Answer answer, Times times) {
        String text = answer.text();
        Finish finish = answer.finish();
        Optional<String> stopString = answer.stopString().filter(call.sampling().stop()::contains);
        int end = text.length();
        for (String stop : call.sampling().stop()) {
            int at = text.indexOf(stop);
            if (at >= 0 && at < end) {
                end = at;
                finish = Finish.STOP;
                stopString = Optional.of(stop);
            }
        }
        Usage usage = answer.usage().orElse(new Usage(0, 0, 0));
        return new Generation(
                text.substring(0, end),
                finish,
                stopString,
                call.model(),
                usage.promptTokens(),
                usage.cachedTokens(),
                usage.completionTokens(),
                times.queuedMillis(),
                times.modelMillis());
    }
}
