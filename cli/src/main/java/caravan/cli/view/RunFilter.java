package caravan.cli.view;

import caravan.schemas.Dataset;
import caravan.schemas.Lineage;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** Tells which records say themselves that they belong to a run. A model does not: its dataset does. */
record RunFilter(String run) {
    boolean admits(SpecificRecord record) {
        if (record instanceof Dataset dataset) {
            return dataset.getRun().equals(run);
        }
        Schema.Field field = record.getSchema().getField("lineage");
        return field != null
                && record.get(field.pos()) instanceof Lineage lineage
                && lineage.getRun().equals(run);
    }
}
