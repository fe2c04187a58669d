package dev.millrace.testsupport;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** S3 over a folder, which outlives a stop as buckets outlive an outage. */
public final class S3Server implements AutoCloseable {
  public static final String KEY = "test";
  public static final String SECRET = "test-secret";

  private final Path folder;
  private final boolean ignoringUnknownHeaders;
  private final FaultyBlobStore store;
  private final S3Client client;
  private final int port;
  private S3Proxy server;

  public S3Server(Path folder) throws Exception {
    this(folder, false);
  }

  private S3Server(Path folder, boolean ignoringUnknownHeaders) throws Exception {
    this.folder = folder;
    this.ignoringUnknownHeaders = ignoringUnknownHeaders;
    this.store = new FaultyBlobStore(new FilesystemNio2BlobStore(folder.toString()));
    this.port = start(0);
    this.client = EmulatorClients.build(S3Client.builder(), endpoint(), 4, Duration.ofSeconds(10));
  }

  /** One that does not refuse the headers that it does not know, for clients that are not ours. */
  public static S3Server lenient(Path folder) throws Exception {
    return new S3Server(folder, true);
  }

  private int start(int wanted) throws Exception {
    server =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(URI.create("http://127.0.0.1:" + wanted))
            .ignoreUnknownHeaders(ignoringUnknownHeaders)
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, KEY, SECRET)
            .build();
    server.start();
    return server.getPort();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public S3Client client() {
    return client;
  }

  /** What can be made to go wrong with what it holds. */
  public FaultyBlobStore faults() {
    return store;
  }

  public void stop() {
    try {
      server.stop();
    } catch (Exception failed) {
      throw new IllegalStateException("The S3 server did not stop", failed);
    }
  }

  public void startAgain() throws Exception {
    start(port);
  }

  public void put(String bucket, String key, String content) {
    client.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString(content));
  }

  /** An object as if it had been put then; past the API, which knows only the present. */
  public void putAt(Instant written, String bucket, String key, String content) throws IOException {
    Path file = folder.resolve(bucket).resolve(key);
    Files.createDirectories(file.getParent());
    Files.write(file, content.getBytes(StandardCharsets.UTF_8));
    Files.setLastModifiedTime(file, FileTime.from(written));
  }

  public String get(String bucket, String key) {
    return client.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asUtf8String();
  }

  public List<String> keys(String bucket) {
    return client.listObjectsV2Paginator(list -> list.bucket(bucket)).contents().stream()
        .map(S3Object::key)
        .toList();
  }

  @Override
  public void close() {
    client.close();
    stop();
  }
}
