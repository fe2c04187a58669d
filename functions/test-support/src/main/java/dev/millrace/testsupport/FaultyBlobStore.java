package dev.millrace.testsupport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What S3 holds, some of it out of reach. */
public final class FaultyBlobStore extends ForwardingBlobStore {
  private final Set<String> forbidden = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> broken = new ConcurrentHashMap<>();
  private volatile boolean nextPagesForbidden;

  FaultyBlobStore(BlobStore store) {
    super(store);
  }

  /** Refuses to hand the object out. */
  public void forbid(String key) {
    forbidden.add(key);
  }

  /** Hands so many bytes of the object out, and then breaks the connection. */
  public void breakOff(String key, int bytes) {
    broken.put(key, bytes);
  }

  /** Refuses the pages of a listing behind the first. */
  public void forbidNextPages() {
    nextPagesForbidden = true;
  }

  /** Everything is in reach again. */
  public void heal() {
    forbidden.clear();
    broken.clear();
    nextPagesForbidden = false;
  }

  @Override
  public ListObjectsV2Response list(ListObjectsV2Request request) {
    if (nextPagesForbidden && request.continuationToken() != null) {
      throw accessDenied();
    }
    return super.list(request);
  }

  @Override
  public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
    if (forbidden.contains(request.key())) {
      throw accessDenied();
    }
    ResponseInputStream<GetObjectResponse> found = super.getBlob(request);
    Integer bytes = broken.get(request.key());
    return found == null || bytes == null
        ? found
        : new ResponseInputStream<>(
            found.response(), AbortableInputStream.create(new Broken(found, bytes)));
  }

  private static S3Exception accessDenied() {
    return (S3Exception)
        S3Exception.builder()
            .statusCode(403)
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .errorCode("AccessDenied")
                    .errorMessage("Access Denied")
                    .build())
            .build();
  }

  /** Ends with an error in the midst of its bytes. */
  private static final class Broken extends FilterInputStream {
    private int left;

    Broken(InputStream whole, int bytes) {
      super(whole);
      this.left = bytes;
    }

    @Override
    public int read() throws IOException {
      requireLeft();
      left--;
      return super.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      requireLeft();
      int read = super.read(bytes, offset, Math.min(length, left));
      left -= Math.max(read, 0);
      return read;
    }

    private void requireLeft() throws IOException {
      if (left == 0) {
        throw new IOException("The disk cannot be read");
      }
    }
  }
}
