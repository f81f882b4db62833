package caravan.cli.replay;

import caravan.schemas.Candidate;
import caravan.schemas.ContentHash;
import caravan.schemas.Draw;
import caravan.schemas.Instruction;
import caravan.schemas.Lineage;
import caravan.schemas.PrincipledResponse;
import caravan.schemas.Run;
import caravan.schemas.Way;
import caravan.streams.flow.Lineages;
import caravan.streams.flow.Replays;
import org.apache.avro.specific.SpecificRecord;

/**
 * Copies records into another run. A copy says the same under an id of its own, so that old and new stay apart; its
 * original is its nearest parent.
 */
final class Copies {
    private final Run run;
    private final long nowMillis;

    Copies(Run run, long nowMillis) {
        this.run = run;
        this.nowMillis = nowMillis;
    }

    SpecificRecord of(SpecificRecord record) {
        if (record instanceof Draw draw) {
            return Draw.newBuilder(draw)
                    .setId(id(draw.getId()))
                    .setLineage(lineage(draw.getId(), draw.getLineage()))
                    .build();
        } else if (record instanceof Candidate candidate) {
            return candidate(candidate, candidate.getWay());
        } else if (record instanceof Instruction instruction) {
            return Instruction.newBuilder(instruction)
                    .setId(id(instruction.getId()))
                    .setLineage(lineage(instruction.getId(), instruction.getLineage()))
                    .build();
        } else if (record instanceof PrincipledResponse response) {
            return PrincipledResponse.newBuilder(response)
                    .setId(id(response.getId()))
                    .setLineage(lineage(response.getId(), response.getLineage()))
                    .build();
        }
        throw new IllegalArgumentException(record.getSchema().getName() + " cannot be replayed");
    }

    /** One that joins the pool and goes no further. */
    Candidate poolFood(Candidate candidate) {
        return candidate(candidate, candidate.getWay() == Way.SUBJECT ? Way.SUBJECT : Way.SEED);
    }

    private Candidate candidate(Candidate candidate, Way way) {
        return Candidate.newBuilder(candidate)
                .setId(id(candidate.getId()))
                .setWay(way)
                .setLineage(lineage(candidate.getId(), candidate.getLineage()))
                .build();
    }

    private String id(String original) {
        return ContentHash.of("replay", run.getId(), original);
    }

    private Lineage lineage(String original, Lineage lineage) {
        Lineage inRun = Lineage.newBuilder(lineage)
                .setRun(run.getId())
                .setPrinciples(run.getPrinciples())
                .build();
        return Lineages.childOf(original, inRun, Replays.STEP, nowMillis);
    }
}
