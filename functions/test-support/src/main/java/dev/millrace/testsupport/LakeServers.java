package dev.millrace.testsupport;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** S3 over a folder with the bucket of a lake, and an imitation of Glue. */
public final class LakeServers implements AutoCloseable {
  public static final String BUCKET = "lake";

  private final S3Server s3;
  private final GlueServer glue;

  public LakeServers(Path folder) throws Exception {
    this(new S3Server(folder));
  }

  public LakeServers(S3Server s3) throws Exception {
    this.s3 = s3;
    glue = new GlueServer();
    s3.client().createBucket(create -> create.bucket(BUCKET));
  }

  public S3Server s3() {
    return s3;
  }

  public GlueServer glue() {
    return glue;
  }

  /** What tells Iceberg's catalog where Glue and S3 are. */
  public Map<String, String> catalogProperties() {
    return catalogProperties(glue.endpoint(), s3.endpoint());
  }

  /** The same, of servers that another process has started. */
  public static Map<String, String> catalogProperties(URI glue, URI s3) {
    return Map.of(
        "client.region",
        "eu-central-1",
        "glue.endpoint",
        glue.toString(),
        "s3.endpoint",
        s3.toString(),
        "s3.path-style-access",
        "true",
        "s3.access-key-id",
        S3Server.KEY,
        "s3.secret-access-key",
        S3Server.SECRET,
        "client.credentials-provider",
        TestCredentials.class.getName());
  }

  @Override
  public void close() {
    s3.close();
    glue.close();
  }
}
