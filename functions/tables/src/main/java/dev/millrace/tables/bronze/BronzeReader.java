package dev.millrace.tables.bronze;

import com.fasterxml.jackson.core.JsonParser;
import dev.millrace.common.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseInputStream;

/**
 * The records of an object, in order; holds one of them in memory, however large the object.
 * Whoever reads may pause for minutes, to commit what was read, and S3 may end a download that
 * nobody reads: then the object is opened anew and the records are passed over that were read. What
 * cannot be read is an {@link UncheckedIOException} that names the object. Not thread-safe.
 */
public final class BronzeReader implements Iterator<BronzeRecord>, AutoCloseable {
  private static final int BUFFER = 64 * 1024;
  private static final Logger LOG = LoggerFactory.getLogger(BronzeReader.class);

  private final Supplier<? extends ResponseInputStream<?>> object;
  private final String key;
  private ResponseInputStream<?> body;
  private JsonParser json;
  private long read;
  private long readWhenOpened;
  private boolean waiting;
  private boolean ended;

  /**
   * Opens an object.
   *
   * @param object its content from the beginning, each time that it is asked
   */
  BronzeReader(Supplier<? extends ResponseInputStream<?>> object, String key) {
    this.object = object;
    this.key = key;
    open();
  }

  private void open() {
    body = object.get();
    try {
      json =
          Json.FACTORY.createParser(
              new GZIPInputStream(new BufferedInputStream(body, BUFFER), BUFFER));
    } catch (IOException notCompressed) {
      body.abort();
      throw failed(notCompressed);
    }
  }

  @Override
  public boolean hasNext() {
    while (!waiting && !ended) {
      try {
        waiting = json.nextToken() != null;
        ended = !waiting;
      } catch (IOException broken) {
        openAnew(broken);
      }
    }
    return waiting;
  }

  @Override
  public BronzeRecord next() {
    while (hasNext()) {
      try {
        BronzeRecord record = BronzeRecord.read(json);
        waiting = false;
        read++;
        return record;
      } catch (IOException broken) {
        openAnew(broken);
      }
    }
    throw new NoSuchElementException();
  }

  /** An object that breaks twice at one record is itself broken. */
  private void openAnew(IOException broken) {
    if (read == readWhenOpened) {
      throw failed(broken);
    }
    LOG.info("The download of {} broke after {} records; it begins anew", key, read);
    readWhenOpened = read;
    waiting = false;
    body.abort();
    open();
    try {
      for (long record = 0; record < read; record++) {
        json.nextToken();
        json.skipChildren();
      }
    } catch (IOException again) {
      throw failed(again);
    }
  }

  private UncheckedIOException failed(IOException cause) {
    return new UncheckedIOException(
        "Reading %s failed after %d records".formatted(key, read), cause);
  }

  /** Ends the download where it is: closing would read the object to its end first. */
  @Override
  public void close() {
    if (!ended) {
      body.abort();
    }
    try {
      json.close();
    } catch (IOException failed) {
      if (ended) {
        throw failed(failed);
      }
    }
  }
}
