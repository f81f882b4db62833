package caravan.streams.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

class SharedStoreMemoryTest {
    private static final int STORES = 6;
    private static final int RECORDS = 6_000;

    @Test
    void keepsUnwrittenDataOfAllStoresTogetherWithinTheBound(@TempDir Path folder) throws RocksDBException {
        SharedStoreMemory memory = new SharedStoreMemory();
        List<Options> options = new ArrayList<>();
        List<RocksDB> stores = new ArrayList<>();
        for (int number = 0; number < STORES; number++) {
            Options each = new Options().setCreateIfMissing(true).setTableFormatConfig(new BlockBasedTableConfig());
            memory.setConfig("store-" + number, each, Map.of());
            options.add(each);
            stores.add(RocksDB.open(each, folder.resolve("store-" + number).toString()));
        }

        for (int record = 0; record < RECORDS; record++) {
            for (RocksDB store : stores) {
                store.put(Integer.toString(record).getBytes(UTF_8), new byte[1_000]);
            }
        }
        long unwritten = 0;
        for (RocksDB store : stores) {
            unwritten += store.getLongProperty("rocksdb.cur-size-all-mem-tables");
        }

        assertThat(unwritten).isLessThanOrEqualTo(SharedStoreMemory.UNWRITTEN_BYTES);
        stores.forEach(RocksDB::close);
        options.forEach(Options::close);
    }
}
