package dev.millrace.ingestion.elasticsearch;

import dev.millrace.common.Sha256;
import dev.millrace.ingestion.elasticsearch.cluster.SearchHit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which documents of the latest times have been put on the stream: a digest of 64 bits for each
 * state of a document. Only digests of one time are compared, so that even where 10,000 documents
 * have one, the odds are below one in a million million that another one is taken for sent. At most
 * {@value #MAXIMUM} are kept, those of the latest times: a document that is not in here any more is
 * sent again where it is met again. Not thread-safe.
 */
final class SentDocuments {
  static final int MAXIMUM = 500_000;

  private static final int ENTRY_BYTES = 2 * Long.BYTES;
  private static final long[] NONE = {};

  /** Digests by time; arrays, which take a third of the memory that sets would. */
  private final NavigableMap<Long, long[]> byTime = new TreeMap<>();

  private int size;
  private boolean changed;

  /** None. */
  SentDocuments() {}

  /**
   * Those that {@link #bytes} wrote.
   *
   * @throws IllegalArgumentException when they are cut
   */
  static SentDocuments of(byte[] bytes) {
    if (bytes.length % ENTRY_BYTES != 0) {
      throw new IllegalArgumentException(
          "A window held %d bytes, expected a multiple of %d".formatted(bytes.length, ENTRY_BYTES));
    }
    SentDocuments sent = new SentDocuments();
    ByteBuffer entries = ByteBuffer.wrap(bytes);
    while (entries.hasRemaining()) {
      sent.add(entries.getLong(), entries.getLong());
    }
    sent.changed = false;
    return sent;
  }

  boolean contains(SearchHit hit) {
    return contains(hit.time(), digest(hit));
  }

  private boolean contains(long time, long digest) {
    for (long held : byTime.getOrDefault(time, NONE)) {
      if (held == digest) {
        return true;
      }
    }
    return false;
  }

  void add(SearchHit hit) {
    add(hit.time(), digest(hit));
  }

  private void add(long time, long digest) {
    if (contains(time, digest)) {
      return;
    }
    long[] others = byTime.getOrDefault(time, NONE);
    long[] all = Arrays.copyOf(others, others.length + 1);
    all[others.length] = digest;
    byTime.put(time, all);
    size++;
    changed = true;
    while (size > MAXIMUM) {
      size -= byTime.pollFirstEntry().getValue().length;
    }
  }

  /** Drops those before a time, which no run will read again. */
  void forgetBefore(long time) {
    Iterator<long[]> earlier = byTime.headMap(time, false).values().iterator();
    while (earlier.hasNext()) {
      size -= earlier.next().length;
      earlier.remove();
    }
  }

  /** Whether any was added since they were read. */
  boolean changed() {
    return changed;
  }

  int size() {
    return size;
  }

  /** All of them, 16 bytes each: time and digest. */
  byte[] bytes() {
    ByteBuffer entries = ByteBuffer.allocate(size * ENTRY_BYTES);
    byTime.forEach(
        (time, digests) -> {
          for (long digest : digests) {
            entries.putLong(time).putLong(digest);
          }
        });
    return entries.array();
  }

  /** Of the document's name and state; of its bytes where the cluster tells no state. */
  private static long digest(SearchHit hit) {
    byte[] named =
        "%s\n%s\n%s"
            .formatted(hit.index(), hit.id(), hit.revision())
            .getBytes(StandardCharsets.UTF_8);
    boolean byName = !hit.revision().isEmpty() || !hit.hasSource();
    return ByteBuffer.wrap(Sha256.of(byName ? named : hit.record())).getLong();
  }
}
