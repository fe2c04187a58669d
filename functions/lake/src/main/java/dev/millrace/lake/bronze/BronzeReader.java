package dev.millrace.lake.bronze;

import com.fasterxml.jackson.core.JsonParser;
import dev.millrace.common.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.core.ResponseInputStream;

/**
 * The records of an object, in order; holds one of them in memory, however large the object. What
 * cannot be read is an {@link UncheckedIOException} that names the object.
 */
public final class BronzeReader implements Iterator<BronzeRecord>, AutoCloseable {
  private static final int BUFFER = 64 * 1024;

  private final ResponseInputStream<?> body;
  private final String key;
  private final JsonParser json;
  private long read;
  private boolean waiting;
  private boolean ended;

  BronzeReader(ResponseInputStream<?> body, String key) {
    this.body = body;
    this.key = key;
    try {
      this.json =
          Json.FACTORY.createParser(
              new GZIPInputStream(new BufferedInputStream(body, BUFFER), BUFFER));
    } catch (IOException notCompressed) {
      body.abort();
      throw failed(notCompressed);
    }
  }

  @Override
  public boolean hasNext() {
    if (!waiting && !ended) {
      try {
        waiting = json.nextToken() != null;
        ended = !waiting;
      } catch (IOException failed) {
        throw failed(failed);
      }
    }
    return waiting;
  }

  @Override
  public BronzeRecord next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    try {
      BronzeRecord record = BronzeRecord.read(json);
      waiting = false;
      read++;
      return record;
    } catch (IOException failed) {
      throw failed(failed);
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
