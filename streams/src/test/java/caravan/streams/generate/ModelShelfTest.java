package caravan.streams.generate;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.schemas.Model;
import caravan.schemas.ModelKind;
import caravan.streams.ScriptedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ModelShelfTest {
    private final ScriptedModel model = ScriptedModel.waiting();
    private final AtomicLong epoch = new AtomicLong();
    private final List<Duration> waits = new ArrayList<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private final ModelShelf shelf = new ModelShelf(model, epoch, (wait, task) -> {
        waits.add(wait);
        waiting.add(task);
        return new CompletableFuture<>();
    });

    @Test
    void loadsAVersionOnceHoweverOftenItIsAskedFor() {
        assertThat(ask()).isTrue();
        assertThat(ask()).isTrue();

        assertThat(model.loads()).hasSize(1);
    }

    @Test
    void saysWhyAVersionIsNotThere() {
        model.failLoads(true);

        assertThat(ask()).isFalse();

        assertThat(shelf.trouble("pocket-1"))
                .hasValueSatisfying(cause -> assertThat(cause).contains("no config.json"));
    }

    @Test
    void doesNotTryAgainBeforeAWhile() {
        model.failLoads(true);
        ask();
        ask();

        assertThat(model.loads()).hasSize(1);
        assertThat(waits).containsExactly(Duration.ofSeconds(30));
    }

    @Test
    void countsAsOutOfOrderAfterFourFailuresAndIsTriedLessOften() {
        model.failLoads(true);
        fail(3);
        assertThat(shelf.outOfOrder()).isZero();

        fail(1);

        assertThat(shelf.outOfOrder()).isEqualTo(1);
        assertThat(waits).last().isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void recoversAloneWhenItsFilesAreThere() {
        model.failLoads(true);
        fail(4);
        long before = epoch.get();

        model.failLoads(false);

        assertThat(ask()).isTrue();
        assertThat(shelf.outOfOrder()).isZero();
        assertThat(shelf.trouble("pocket-1")).isEmpty();
        assertThat(epoch.get()).isGreaterThan(before);
    }

    private boolean ask() {
        return shelf.isReady("pocket-1", new OneModel());
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            ask();
            waiting.remove(0).run();
        }
    }

    private static final class OneModel implements Catalogue {
        @Override
        public Optional<String> prefix(String hash) {
            return Optional.empty();
        }

        @Override
        public Optional<String> served(String alias) {
            return Optional.of("pocket-1");
        }

        @Override
        public Optional<Model> model(String version) {
            return Optional.of(Model.newBuilder()
                    .setVersion(version)
                    .setKind(ModelKind.BASE)
                    .setBase(version)
                    .setUri("models/" + version)
                    .setAncestry(List.of())
                    .setSettings(Map.of())
                    .setMetrics(Map.of())
                    .setCreatedAt(1)
                    .build());
        }

        @Override
        public boolean isComplete(String run) {
            return false;
        }
    }
}
