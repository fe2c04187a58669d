package dev.millrace.scoring.redrive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * An object's bytes as they arrive. A read that fails is an {@link UncheckedIOException}: an {@link
 * IOException} of what reads from here is about the content and never about the network.
 */
final class ObjectBody extends FilterInputStream {
  private final ResponseInputStream<?> body;
  private final String name;
  private boolean ended;

  ObjectBody(ResponseInputStream<?> body, String name) {
    super(body);
    this.body = body;
    this.name = name;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) {
    try {
      int read = body.read(bytes, offset, length);
      ended = ended || read < 0;
      return read;
    } catch (IOException failed) {
      throw failure(failed);
    } catch (SdkException damaged) {
      throw failure(new IOException(damaged.getMessage(), damaged));
    }
  }

  private UncheckedIOException failure(IOException cause) {
    return new UncheckedIOException(
        "Reading object %s failed: %s".formatted(name, cause.getMessage()), cause);
  }

  /** Closing would read a large object to its end first. */
  @Override
  public void close() throws IOException {
    if (ended) {
      body.close();
    } else {
      body.abort();
    }
  }
}
