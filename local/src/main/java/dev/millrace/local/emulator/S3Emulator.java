package dev.millrace.local.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** S3Proxy on a directory, in this process. */
public final class S3Emulator implements Emulator {
  private final S3Proxy proxy;
  private final URI endpoint;

  private S3Emulator(S3Proxy proxy, URI endpoint) {
    this.proxy = proxy;
    this.endpoint = endpoint;
  }

  /** Starts on the buckets kept in a directory; requests are signed with the credentials given. */
  public static S3Emulator start(Path directory, String accessKeyId, String secretAccessKey)
      throws IOException {
    Files.createDirectories(directory);
    S3Proxy proxy =
        S3Proxy.builder()
            .blobStore(new FilesystemNio2BlobStore(directory.toString()))
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, accessKeyId, secretAccessKey)
            .build();
    try {
      proxy.start();
    } catch (Exception e) {
      throw new IOException("S3Proxy did not start: " + e.getMessage(), e);
    }
    return new S3Emulator(proxy, URI.create("http://127.0.0.1:" + proxy.getPort()));
  }

  @Override
  public URI endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    try {
      proxy.stop();
    } catch (Exception e) {
      throw new UncheckedIOException(new IOException("S3Proxy did not stop", e));
    }
  }
}
