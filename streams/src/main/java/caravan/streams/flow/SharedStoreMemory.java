package caravan.streams.flow;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * Bounds the native memory of all stores of the JVM together. By default each store has 50 MB of cache and up to 48 MB
 * of unwritten data of its own, and {@code generate} alone has three stores for each asking step and partition; here
 * all share one cache, and unwritten data, indexes and filters count against it.
 */
public final class SharedStoreMemory implements RocksDBConfigSetter {
    /** Of the cache, in bytes; what is read most often of a backlog is its head, a few blocks a task. */
    static final long CACHE_BYTES = 96L << 20;

    /** Of unwritten data within it, in bytes: about a commit interval of restoring at full speed. */
    static final long UNWRITTEN_BYTES = 32L << 20;

    private static final int STORE_UNWRITTEN_BYTES = 4 << 20;
    private static final int SHARDS_BY_SIZE = -1;
    private static final double INDEX_PART = 0.1;
    private static final Cache CACHE;
    private static final WriteBufferManager UNWRITTEN;

    static {
        RocksDB.loadLibrary();
        CACHE = new LRUCache(CACHE_BYTES, SHARDS_BY_SIZE, false, INDEX_PART);
        UNWRITTEN = new WriteBufferManager(UNWRITTEN_BYTES, CACHE);
    }

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        BlockBasedTableConfig tables = (BlockBasedTableConfig) options.tableFormatConfig();
        tables.setBlockCache(CACHE);
        tables.setCacheIndexAndFilterBlocks(true);
        tables.setCacheIndexAndFilterBlocksWithHighPriority(true);
        tables.setPinTopLevelIndexAndFilter(true);
        options.setTableFormatConfig(tables);
        options.setWriteBufferManager(UNWRITTEN);
        options.setWriteBufferSize(STORE_UNWRITTEN_BYTES);
        options.setMaxWriteBufferNumber(2);
    }

    /** What is shared outlives each store. */
    @Override
    public void close(String storeName, Options options) {
        // Nothing of the store's own.
    }
}
